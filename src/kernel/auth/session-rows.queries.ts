import type { DataSource } from 'typeorm';
import type { NewSession } from './session.store';

/** What both kinds of sessions do alike to their rows. */
export class SessionTable {
  constructor(private readonly dataSource: DataSource) {}

  async insert(session: NewSession): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO sessions (id_hash, kind, principal_id, ip, user_agent, created_at, last_seen_at, expires_at, impersonation_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [session.idHash, session.kind, session.principalId, session.ip, session.userAgent, session.createdAt, session.createdAt, session.expiresAt, session.impersonationId],
    );
  }

  async touch(idHash: string, now: Date): Promise<void> {
    await this.dataSource.query('UPDATE sessions SET last_seen_at = ? WHERE id_hash = ? AND last_seen_at < ?', [now, idHash, now]);
  }

  async remove(idHash: string): Promise<void> {
    await this.dataSource.query('DELETE FROM sessions WHERE id_hash = ?', [idHash]);
  }
}
