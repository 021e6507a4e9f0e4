import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { SESSION_LIFE } from '../../kernel/auth/session-policy';
import { Clock } from '../../kernel/clock/clock';

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

/** The open sessions of staff: shown and ended (STA-2). What ends here is refused at its next request. */
@Injectable()
export class OpenSessions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Open sessions of a person, the last used first. */
  async list(staffId: string): Promise<OpenSession[]> {
    const now = this.clock.now();
    const rows: { id_hash: string; ip: string; user_agent: string; created_at: Date; last_seen_at: Date }[] = await this.dataSource.query(
      `SELECT id_hash, ip, user_agent, created_at, last_seen_at FROM sessions
       WHERE kind = 'staff' AND principal_id = ? AND expires_at > ? AND last_seen_at > ? ORDER BY last_seen_at DESC LIMIT 100`,
      [staffId, now, new Date(now.getTime() - SESSION_LIFE.staff.idle)],
    );
    return rows.map((row) => ({
      key: row.id_hash.slice(0, 16), idHash: row.id_hash, ip: row.ip, userAgent: row.user_agent, createdAt: row.created_at, lastSeenAt: row.last_seen_at,
    }));
  }

  /** Ends one session of that person. False when there is none of that key. */
  async end(tx: EntityManager, staffId: string, key: string): Promise<boolean> {
    if (!KEY.test(key)) return false;
    const result: { affectedRows: number } = await tx.query("DELETE FROM sessions WHERE kind = 'staff' AND principal_id = ? AND id_hash LIKE CONCAT(?, '%')", [staffId, key]);
    return result.affectedRows > 0;
  }

  /** Ends all sessions of that person. @param exceptIdHash one to keep. @returns how many ended. */
  async endAll(tx: EntityManager, staffId: string, exceptIdHash = ''): Promise<number> {
    const result: { affectedRows: number } = await tx.query("DELETE FROM sessions WHERE kind = 'staff' AND principal_id = ? AND id_hash <> ?", [staffId, exceptIdHash]);
    return result.affectedRows;
  }
}
