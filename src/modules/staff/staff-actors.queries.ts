import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { StaffActor } from '../../kernel/access/actor';
import { isRolePermission } from '../../kernel/access/permissions';

interface Row {
  readonly name: string;
  readonly email: string;
  readonly administrator: number;
  readonly language: string | null;
  readonly time_zone: string | null;
  readonly permissions: string | null;
  readonly is_customer_admin: number;
}

/** Staff with the rights of this moment, for what is done in their name while they are not there. */
@Injectable()
export class StaffActors {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** null when the person is gone or inactive. */
  async load(id: string): Promise<StaffActor | null> {
    const rows: Row[] = await this.dataSource.query(
      `SELECT p.name, p.email, p.administrator, p.language, p.time_zone,
              (SELECT GROUP_CONCAT(r.permission) FROM role_permissions r WHERE r.role_id = p.role_id) AS permissions,
              EXISTS (SELECT 1 FROM customer_admins a WHERE a.staff_id = p.id) AS is_customer_admin
       FROM staff p WHERE p.id = ? AND p.active = 1`,
      [id],
    );
    if (rows.length === 0) return null;
    const row = rows[0];
    return new StaffActor({
      id, name: row.name, email: row.email, administrator: Boolean(Number(row.administrator)), mustChangePassword: false, hasSecondFactor: false,
      language: row.language, timeZone: row.time_zone, theme: 'system', density: 'dense', shortcuts: true,
      permissions: (row.permissions ?? '').split(',').filter(isRolePermission), isCustomerAdmin: Boolean(Number(row.is_customer_admin)), impersonationId: null, dueReminders: 0, sessionId: '',
    });
  }
}
