import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ROLE_PERMISSIONS, type RolePermission } from '../../kernel/access/permissions';

export interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly holders: number;
  readonly permissions: readonly RolePermission[];
}

interface Raw {
  id: string;
  name: string;
  version: number;
  holders: string;
  permissions: string | null;
}

const SELECT = `
  SELECT r.id, r.name, r.version, (SELECT COUNT(*) FROM staff s WHERE s.role_id = r.id) AS holders,
    (SELECT GROUP_CONCAT(p.permission) FROM role_permissions p WHERE p.role_id = r.id) AS permissions
  FROM roles r`;

/** Fills the pages about roles, and the choice of one. */
@Injectable()
export class RoleQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async list(): Promise<RoleRow[]> {
    const rows: Raw[] = await this.dataSource.query(`${SELECT} ORDER BY r.name`);
    return rows.map(shown);
  }

  async find(id: string): Promise<RoleRow | null> {
    const rows: Raw[] = await this.dataSource.query(`${SELECT} WHERE r.id = ?`, [id]);
    return rows.length === 0 ? null : shown(rows[0]);
  }

  /** Who holds a role, the first twenty by name. */
  holders(id: string): Promise<{ id: string; name: string }[]> {
    return this.dataSource.query('SELECT id, name FROM staff WHERE role_id = ? ORDER BY name, id LIMIT 20', [id]);
  }

  /** Every role, for a choice. */
  async options(): Promise<{ value: string; label: string }[]> {
    const rows: { id: string; name: string }[] = await this.dataSource.query('SELECT id, name FROM roles ORDER BY name');
    return rows.map(({ id, name }) => ({ value: id, label: name }));
  }
}

function shown(row: Raw): RoleRow {
  const ticked = (row.permissions ?? '').split(',');
  const permissions = ROLE_PERMISSIONS.filter((permission) => ticked.includes(permission));
  return { id: row.id, name: row.name, version: row.version, holders: Number(row.holders), permissions };
}
