import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { WallTime } from '../../kernel/time/wall-time';

/** Somebody whose reminders were resolved for another zone, or with an older zone database. */
export interface Unresolved {
  readonly staffId: string;
  readonly zone: string;
}

export interface ToResolve {
  readonly id: string;
  readonly nextLocal: WallTime | null;
  readonly nextAt: Date | null;
  readonly zone: string;
}

// An older node leaves alone what a newer one has resolved, so two that run side by side do not take turns.
const UNRESOLVED = `
  SELECT s.id AS staffId, COALESCE(s.time_zone, ?) AS zone FROM staff s LEFT JOIN reminder_zones z ON z.staff_id = s.id
  WHERE (z.staff_id IS NULL OR z.zone <> COALESCE(s.time_zone, ?) OR z.zone_database < ?) AND EXISTS (SELECT 1 FROM reminders r WHERE r.staff_id = s.id)
  ORDER BY s.id`;
const RESOLVE = `
  UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]', next_at DATETIME(6) PATH '$[1]')) n STRAIGHT_JOIN reminders r ON r.id = n.id
  SET r.zone = ?, r.next_at = n.next_at, r.lease_token = NULL, r.lease_until = NULL`;

/** For which zone and zone database people's reminders are resolved (security.md, F10). */
@Injectable()
export class ReminderZoneRows {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @param systemZone of those who chose none */
  async unresolved(systemZone: string, zoneDatabase: string): Promise<Unresolved[]> {
    const rows: Unresolved[] = await this.dataSource.query(UNRESOLVED, [systemZone, systemZone, zoneDatabase]);
    return rows.map(({ staffId, zone }) => ({ staffId: String(staffId), zone }));
  }

  /** Open ones of somebody with an id above `after`, locked. */
  async open(tx: EntityManager, staffId: string, after: string, limit: number): Promise<ToResolve[]> {
    const rows: ToResolve[] = await tx.query(
      `SELECT CAST(id AS CHAR) AS id, DATE_FORMAT(next_local, '%Y-%m-%dT%H:%i') AS nextLocal, next_at AS nextAt, zone FROM reminders
       WHERE staff_id = ? AND id > ? AND state = 'open' ORDER BY id LIMIT ${limit} FOR UPDATE`,
      [staffId, after],
    );
    return rows;
  }

  async resolve(tx: EntityManager, zone: string, rows: readonly { id: string; nextAt: Date | null }[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(RESOLVE, [JSON.stringify(rows.map(({ id, nextAt }) => [id, nextAt && nextAt.toISOString().replace('T', ' ').replace('Z', '')])), zone]);
  }

  async resolved(tx: EntityManager, { staffId, zone }: Unresolved, zoneDatabase: string): Promise<void> {
    await tx.query('INSERT INTO reminder_zones (staff_id, zone, zone_database) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE zone = VALUES(zone), zone_database = VALUES(zone_database)', [staffId, zone, zoneDatabase]);
  }

  /** Has somebody's reminders resolved anew, as when others' were given to them. */
  async forget(tx: EntityManager, staffId: string): Promise<void> {
    await tx.query('DELETE FROM reminder_zones WHERE staff_id = ?', [staffId]);
  }
}
