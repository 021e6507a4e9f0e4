import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { readJson } from '../../kernel/db/json';
import type { Changes } from '../activity/activity';

export type StaffStatus = 'active' | 'inactive' | 'all';

export interface StaffRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly administrator: boolean;
  readonly active: boolean;
  readonly hasPassword: boolean;
  readonly mustChangePassword: boolean;
  readonly secondFactor: boolean;
  readonly roleId: string | null;
  readonly roleName: string | null;
  readonly lastSignInAt: Date | null;
  readonly version: number;
}

export interface StaffSave {
  readonly by: string;
  readonly fields: readonly string[];
}

interface Raw {
  id: string;
  name: string;
  email: string;
  administrator: number;
  active: number;
  has_password: number;
  must_change_password: number;
  second_factor: number;
  role_id: string | null;
  role_name: string | null;
  last_sign_in_at: Date | null;
  version: number;
}

const COLUMNS = `
  s.id, s.name, s.email, s.administrator, s.active, s.password_hash IS NOT NULL AS has_password, s.must_change_password, s.role_id, r.name AS role_name,
  s.last_sign_in_at, s.version,
  EXISTS (SELECT 1 FROM second_factors f WHERE f.principal_kind = 'staff' AND f.principal_id = s.id) AS second_factor`;

// What makes another version of an account.
const SAVES = ['staff.changed', 'staff.profileChanged', 'staff.activated', 'staff.deactivated'];

/** Fills the pages about staff. */
@Injectable()
export class StaffQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** One page of the list, by name, with the count of all that match. */
  async list({ q, status, offset, limit }: { q: string; status: StaffStatus; offset: number; limit: number }): Promise<{ rows: StaffRow[]; total: number }> {
    const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    const where = `(? = 'all' OR s.active = ?) AND (s.name LIKE ? OR s.email LIKE ? OR r.name LIKE ?)`;
    const parameters = [status, status === 'active' ? 1 : 0, like, like, like];
    const from = `FROM staff s LEFT JOIN roles r ON r.id = s.role_id WHERE ${where}`;
    const [{ total }]: { total: string }[] = await this.dataSource.query(`SELECT COUNT(*) AS total ${from}`, parameters);
    const rows: Raw[] = await this.dataSource.query(`SELECT ${COLUMNS} ${from} ORDER BY s.name, s.id LIMIT ? OFFSET ?`, [...parameters, limit, offset]);
    return { rows: rows.map(shown), total: Number(total) };
  }

  async find(id: string): Promise<StaffRow | null> {
    const rows: Raw[] = await this.dataSource.query(`SELECT ${COLUMNS} FROM staff s LEFT JOIN roles r ON r.id = s.role_id WHERE s.id = ?`, [id]);
    return rows.length === 0 ? null : shown(rows[0]);
  }

  /** Who saved an account last, and what: the newest twenty times. */
  async lastSaves(id: string): Promise<StaffSave[]> {
    const rows: { actor_name: string; changes: unknown }[] = await this.dataSource.query(
      "SELECT actor_name, changes FROM activities WHERE subject_kind = 'staff' AND subject_id = ? AND action IN (?) ORDER BY id DESC LIMIT 20",
      [id, SAVES],
    );
    return rows.map(({ actor_name: by, changes }) => ({ by, fields: changes === null ? [] : Object.keys(readJson<Changes>(changes)) }));
  }

  /** Whose address this is. @param key from `emailKey` */
  async withEmail(key: string): Promise<string | null> {
    const rows: { id: string }[] = await this.dataSource.query('SELECT id FROM staff WHERE email_key = ?', [key]);
    return rows[0]?.id ?? null;
  }
}

function shown(row: Raw): StaffRow {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    administrator: Boolean(Number(row.administrator)),
    active: Boolean(Number(row.active)),
    hasPassword: Boolean(Number(row.has_password)),
    mustChangePassword: Boolean(Number(row.must_change_password)),
    secondFactor: Boolean(Number(row.second_factor)),
    roleId: row.role_id,
    roleName: row.role_name,
    lastSignInAt: row.last_sign_in_at,
    version: row.version,
  };
}
