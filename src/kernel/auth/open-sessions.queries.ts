import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock/clock';
import type { Principal } from './access-tokens';
import { SESSION_LIFE } from './session-policy';

export interface OpenSession {
  /** First part of the row's key; enough to name one of a person's sessions, useless for anything else. */
  readonly key: string;
  readonly idHash: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
}

const KEY = /^[0-9a-f]{16}$/;

/** The open sessions of a person of either kind: shown and ended (STA-2, CON-10). What ends here is refused at its next request. */
@Injectable()
export class OpenSessions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Open sessions of a person, the last used first; those in which staff look as a client are not the person's. */
  async list({ kind, id }: Principal): Promise<OpenSession[]> {
    const now = this.clock.now();
    const rows: { id_hash: string; ip: string; user_agent: string; created_at: Date; last_seen_at: Date }[] = await this.dataSource.query(
      `SELECT id_hash, ip, user_agent, created_at, last_seen_at FROM sessions
       WHERE kind = ? AND principal_id = ? AND impersonation_id IS NULL AND expires_at > ? AND last_seen_at > ? ORDER BY last_seen_at DESC LIMIT 100`,
      [kind, id, now, new Date(now.getTime() - SESSION_LIFE[kind].idle)],
    );
    return rows.map((row) => ({
      key: row.id_hash.slice(0, 16), idHash: row.id_hash, ip: row.ip, userAgent: row.user_agent, createdAt: row.created_at, lastSeenAt: row.last_seen_at,
    }));
  }

  /** Ends one session of that person. False when there is none of that key. */
  async end(tx: EntityManager, { kind, id }: Principal, key: string): Promise<boolean> {
    if (!KEY.test(key)) return false;
    const result: { affectedRows: number } = await tx.query(
      "DELETE FROM sessions WHERE kind = ? AND principal_id = ? AND impersonation_id IS NULL AND id_hash LIKE CONCAT(?, '%')",
      [kind, id, key],
    );
    return result.affectedRows > 0;
  }

  /** Ends all sessions of that person. @param exceptIdHash one to keep. @returns how many ended. */
  async endAll(tx: EntityManager, { kind, id }: Principal, exceptIdHash = ''): Promise<number> {
    const result: { affectedRows: number } = await tx.query('DELETE FROM sessions WHERE kind = ? AND principal_id = ? AND id_hash <> ?', [kind, id, exceptIdHash]);
    return result.affectedRows;
  }
}
