import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { SettingsStore } from '../settings/settings.store';

export interface Colleague {
  readonly id: string;
  readonly name: string;
  /** Their zone, else the system's. */
  readonly zone: string;
}

/** Active staff `s` who may see a customer as things stand (CUS-24); its id is the one place. */
export const MAY_SEE_CUSTOMER = `s.active = 1 AND (s.administrator = 1
  OR EXISTS (SELECT 1 FROM role_permissions p WHERE p.role_id = s.role_id AND p.permission = 'customers.view')
  OR EXISTS (SELECT 1 FROM customer_admins a WHERE a.staff_id = s.id AND a.customer_id = ?))`;

/** Whom a reminder about a customer can be given to: active staff who may see it. */
@Injectable()
export class Colleagues {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly settings: SettingsStore,
  ) {}

  /** By name. */
  async of(customerId: string): Promise<Colleague[]> {
    const rows: { id: string; name: string; zone: string | null }[] = await this.dataSource.query(`SELECT s.id, s.name, s.time_zone AS zone FROM staff s WHERE ${MAY_SEE_CUSTOMER} ORDER BY s.name, s.id`, [customerId]);
    return rows.map((row) => this.colleague(row));
  }

  /** null when there is no such colleague, or one that may not see the customer. Locked, so that it stays true. */
  async find(tx: EntityManager, customerId: string, staffId: string): Promise<Colleague | null> {
    const rows: { id: string; name: string; zone: string | null }[] = await tx.query(
      `SELECT s.id, s.name, s.time_zone AS zone FROM staff s WHERE s.id = ? AND ${MAY_SEE_CUSTOMER} LOCK IN SHARE MODE`, [staffId, customerId],
    );
    return rows.length === 0 ? null : this.colleague(rows[0]);
  }

  private colleague({ id, name, zone }: { id: string; name: string; zone: string | null }): Colleague {
    return { id: String(id), name, zone: zone ?? this.settings.all().timeZone };
  }
}
