import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';

/** The currencies customers can have, in the order in which they are offered. */
@Injectable()
export class Currencies {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** ISO 4217 codes, the base currency among them. */
  async codes(manager: EntityManager = this.dataSource.manager): Promise<string[]> {
    const rows: { code: string }[] = await manager.query('SELECT code FROM currencies ORDER BY position, code');
    return rows.map(({ code }) => code);
  }

  /** Adds it at the end. @returns false when it was there. */
  async add(tx: EntityManager, code: string, now: Date): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query(
      'INSERT IGNORE INTO currencies (code, position, created_at) SELECT ?, COALESCE(MAX(position) + 1, 0), ? FROM currencies',
      [code, now],
    );
    return result.affectedRows === 1;
  }

  /** @returns false when it was not there. */
  async remove(tx: EntityManager, code: string): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query('DELETE FROM currencies WHERE code = ?', [code]);
    return result.affectedRows === 1;
  }
}
