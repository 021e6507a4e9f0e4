import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Principal } from './access-tokens';

const OWN = 'principal_kind = ? AND principal_id = ?';

/** The tables `second_factors` and `recovery_codes`. */
@Injectable()
export class SecondFactorRows {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns false when there is one already. */
  async insert(tx: EntityManager, { kind, id }: Principal, row: { secret: Buffer; confirmedAt: Date; lastStep: number }): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query(
      'INSERT IGNORE INTO second_factors (principal_kind, principal_id, secret, confirmed_at, last_step) VALUES (?, ?, ?, ?, ?)',
      [kind, id, row.secret, row.confirmedAt, row.lastStep],
    );
    return result.affectedRows === 1;
  }

  async find(tx: EntityManager, { kind, id }: Principal): Promise<Buffer | null> {
    const rows: { secret: Buffer }[] = await tx.query(`SELECT secret FROM second_factors WHERE ${OWN}`, [kind, id]);
    return rows[0]?.secret ?? null;
  }

  async state({ kind, id }: Principal): Promise<{ since: Date; codesLeft: number } | null> {
    const rows: { since: Date; left: string }[] = await this.dataSource.query(
      `SELECT confirmed_at AS since, (SELECT COUNT(*) FROM recovery_codes WHERE ${OWN} AND used_at IS NULL) AS \`left\` FROM second_factors WHERE ${OWN}`,
      [kind, id, kind, id],
    );
    return rows.length === 0 ? null : { since: rows[0].since, codesLeft: Number(rows[0].left) };
  }

  /** Uses a time step and all before it up. @returns false when it was used. */
  async moveOn(tx: EntityManager, { kind, id }: Principal, step: number): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query(`UPDATE second_factors SET last_step = ? WHERE ${OWN} AND last_step < ?`, [step, kind, id, step]);
    return result.affectedRows === 1;
  }

  /** @returns false when there is no such code or it was used. */
  async useRecoveryCode(tx: EntityManager, { kind, id }: Principal, codeHash: string, now: Date): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query(`UPDATE recovery_codes SET used_at = ? WHERE ${OWN} AND code_hash = ? AND used_at IS NULL`, [now, kind, id, codeHash]);
    return result.affectedRows === 1;
  }

  async replaceRecoveryCodes(tx: EntityManager, { kind, id }: Principal, codeHashes: readonly string[], now: Date): Promise<void> {
    await tx.query(`DELETE FROM recovery_codes WHERE ${OWN}`, [kind, id]);
    const places = codeHashes.map(() => '(?, ?, ?, ?)').join(', ');
    await tx.query(`INSERT INTO recovery_codes (principal_kind, principal_id, code_hash, created_at) VALUES ${places}`, codeHashes.flatMap((hash) => [kind, id, hash, now]));
  }

  /** Its recovery codes go with it. @returns false when there was none. */
  async remove(tx: EntityManager, { kind, id }: Principal): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query(`DELETE FROM second_factors WHERE ${OWN}`, [kind, id]);
    return result.affectedRows === 1;
  }
}
