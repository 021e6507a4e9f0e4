import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SYSTEM } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { emailKey } from '../../kernel/text/email-key';
import { Product } from '../catalogue/product.entity';
import { GroupsService } from '../groups/groups.service';
import { Currencies } from '../settings/currencies.queries';
import { SettingsStore } from '../settings/settings.store';
import { StaffService } from '../staff/staff.service';
import { DEMO_GROUPS, DEMO_PRODUCTS } from './demo.customer';
import { DemoQueries } from './demo.queries';
import type { DemoWorld } from './demo.rows';

/** Colleagues of whoever tries the program: they look after customers and write notes, but have no password to sign in with. */
const DEMO_STAFF = [
  { name: 'Amelia Novak', email: 'amelia.novak@clientele.example' },
  { name: 'Bruno Castelli', email: 'bruno.castelli@clientele.example' },
  { name: 'Chiyo Tanaka', email: 'chiyo.tanaka@clientele.example' },
  { name: 'Dmytro Kovalenko', email: 'dmytro.kovalenko@clientele.example' },
  { name: 'Eimear Ní Bhriain', email: 'eimear.nibhriain@clientele.example' },
];

/** Makes what demo customers refer to, as far as it is not there: groups, products, colleagues. */
@Injectable()
export class DemoWorldMaker {
  constructor(
    private readonly clock: Clock,
    private readonly queries: DemoQueries,
    private readonly groups: GroupsService,
    private readonly staff: StaffService,
    private readonly currencies: Currencies,
    private readonly settings: SettingsStore,
  ) {}

  async make(tx: EntityManager, figures: boolean): Promise<DemoWorld> {
    const { baseCurrency } = this.settings.all();
    const currencies = await this.currencies.codes(tx);
    return {
      groups: await this.makeGroups(tx),
      products: await this.makeProducts(tx),
      staff: await this.makeStaff(tx),
      currencies: currencies.filter((code) => code !== baseCurrency),
      systemName: SYSTEM.name,
      figures,
    };
  }

  private async makeGroups(tx: EntityManager): Promise<ReadonlyMap<string, string>> {
    const groups = new Map(await this.queries.idsOf(tx, 'customer_groups', 'name', DEMO_GROUPS));
    for (const name of DEMO_GROUPS) if (!groups.has(name)) groups.set(name, await this.groups.add(tx, SYSTEM, name));
    return groups;
  }

  private async makeProducts(tx: EntityManager): Promise<string[]> {
    const known = await this.queries.idsOf(tx, 'products', 'name', DEMO_PRODUCTS.map(({ name }) => name));
    const now = this.clock.now();
    const ids: string[] = [];
    for (const { name, unit, price, kind } of DEMO_PRODUCTS) {
      const id = known.get(name);
      ids.push(id ?? String((await tx.insert(Product, { name, kind, unit, price, createdAt: now, updatedAt: now })).identifiers[0].id));
    }
    return ids;
  }

  private async makeStaff(tx: EntityManager): Promise<string[]> {
    const known = await this.queries.idsOf(tx, 'staff', 'email_key', DEMO_STAFF.map(({ email }) => emailKey(email) ?? ''));
    const roleId = await this.queries.firstRole(tx);
    const ids: string[] = [];
    for (const person of DEMO_STAFF) {
      const account = { ...person, roleId, administrator: false, passwordHash: null, mustChangePassword: false };
      ids.push(known.get(emailKey(person.email) ?? '') ?? (await this.staff.insert(tx, SYSTEM, account)));
    }
    return ids;
  }
}
