import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { sha256 } from '../../kernel/auth/digest';

const HOUR = 3_600_000;
const SHAPE = /^[0-9a-f]{64}$/;

export interface StaffCalendar {
  readonly createdAt: Date;
  /** When a calendar program last read it, to the hour; null: never. */
  readonly readAt: Date | null;
}

/** Secret addresses of calendars, by their digests. */
@Injectable()
export class StaffCalendarRows {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async of(staffId: string): Promise<StaffCalendar | null> {
    const rows: { created_at: Date; read_at: Date | null }[] = await this.dataSource.query('SELECT created_at, read_at FROM staff_calendars WHERE staff_id = ?', [staffId]);
    return rows.length === 0 ? null : { createdAt: rows[0].created_at, readAt: rows[0].read_at };
  }

  /** Whose calendar `token` opens; null when it is none (any more). */
  async owner(token: string): Promise<string | null> {
    if (!SHAPE.test(token)) return null;
    const rows: { staff_id: string }[] = await this.dataSource.query('SELECT staff_id FROM staff_calendars WHERE token_hash = ?', [sha256(token)]);
    return rows.length === 0 ? null : String(rows[0].staff_id);
  }

  /** In place of an earlier one, which is dead from now on. */
  async write(tx: EntityManager, staffId: string, token: string, now: Date): Promise<void> {
    await tx.query(
      'INSERT INTO staff_calendars (staff_id, token_hash, created_at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE token_hash = VALUES(token_hash), created_at = VALUES(created_at), read_at = NULL',
      [staffId, sha256(token), now],
    );
  }

  /** @returns false when there was none */
  async delete(tx: EntityManager, staffId: string): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query('DELETE FROM staff_calendars WHERE staff_id = ?', [staffId]);
    return result.affectedRows === 1;
  }

  /** Once an hour at most, so that reading writes hardly ever. */
  async noteReading(staffId: string, now: Date): Promise<void> {
    await this.dataSource.query('UPDATE staff_calendars SET read_at = ? WHERE staff_id = ? AND (read_at IS NULL OR read_at < ?)', [now, staffId, new Date(now.getTime() - HOUR)]);
  }
}
