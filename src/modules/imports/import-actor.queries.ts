import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { StaffActor, SYSTEM, type Actor } from '../../kernel/access/actor';
import { isRolePermission, type Permission } from '../../kernel/access/permissions';
import type { Import } from './import';

/** In whose name rows are stored, with what it may do. */
export interface ImportActor {
  readonly actor: Actor;
  may(permission: Permission): boolean;
}

/** Staff as they are now: an import that runs for minutes asks again, and stops when the right is gone. */
@Injectable()
export class ImportActors {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns null when the person is gone, inactive, or may not import any more. */
  async of(record: Pick<Import, 'startedBy' | 'staffId'>): Promise<ImportActor | null> {
    if (record.startedBy === 'system') return { actor: SYSTEM, may: () => true };
    const staff = record.staffId === null ? null : await this.load(record.staffId);
    return staff?.may('customers.import') ? { actor: staff, may: (permission) => staff.may(permission) } : null;
  }

  private async load(id: string): Promise<StaffActor | null> {
    const rows: { name: string; email: string; administrator: number; language: string | null; time_zone: string | null; permissions: string | null }[] = await this.dataSource.query(
      `SELECT p.name, p.email, p.administrator, p.language, p.time_zone,
              (SELECT GROUP_CONCAT(r.permission) FROM role_permissions r WHERE r.role_id = p.role_id) AS permissions
       FROM staff p WHERE p.id = ? AND p.active = 1`,
      [id],
    );
    if (rows.length === 0) return null;
    const row = rows[0];
    return new StaffActor({
      id, name: row.name, email: row.email, administrator: Boolean(Number(row.administrator)), mustChangePassword: false, hasSecondFactor: false,
      language: row.language, timeZone: row.time_zone, theme: 'system', density: 'dense', shortcuts: true,
      permissions: (row.permissions ?? '').split(',').filter(isRolePermission), isCustomerAdmin: false, impersonationId: null, sessionId: '',
    });
  }
}
