import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ActivityEntry, Changes } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { killOpenLinks } from '../contacts/logins/open-links.queries';
import { writeBalanceCurrency } from '../customers/customer-currency';
import { CustomerRelations } from '../customers/customer-relations';
import { linkRows } from './import-links.queries';
import type { CustomerChange, Links } from './import-plan';
import { DERIVED } from './import-update';
import type { WriteContext } from './write-context';

/** Stores what rows change in customers that exist (IMP-3), with old and new values in the activity log. */
@Injectable()
export class ImportChanges {
  constructor(
    private readonly relations: CustomerRelations,
    private readonly activity: ActivityLog,
  ) {}

  async write(tx: EntityManager, { actor, now, baseCurrency }: WriteContext, { id, name, version, customer, links, contact }: CustomerChange, groups: ReadonlyMap<string, string>): Promise<void> {
    // The row is locked since it was read, so its version still is what it was.
    await tx.query(`UPDATE customers SET ${assigned(customer.set)}version = version + 1, updated_at = ? WHERE id = ? AND version = ?`, [...Object.values(customer.set), now, id, version]);
    if (customer.set.currency !== undefined) await writeBalanceCurrency(tx, id, customer.set.currency as string | null, baseCurrency);
    const changes: Record<string, readonly [unknown, unknown]> = { ...changesOf(customer.before, customer.set) };
    if (groupsOrProducts(links)) {
      const before = await this.relations.read(tx, id);
      await linkRows(tx, [{ id, links }], groups);
      Object.assign(changes, this.relations.changes(before, await this.relations.read(tx, id)));
    }
    const entry = { actor: actor.actor, at: now, customerId: id };
    if (Object.keys(changes).length > 0) await this.activity.record(tx, { ...entry, action: 'customer.edited', subject: { kind: 'customer', id, name }, changes });
    if (contact) await this.changeContact(tx, entry, contact, now);
  }

  private async changeContact(tx: EntityManager, entry: Pick<ActivityEntry, 'actor' | 'at' | 'customerId'>, { stored, person, position }: NonNullable<CustomerChange['contact']>, now: Date): Promise<void> {
    if (Object.keys(person.set).length > 0) await tx.query(`UPDATE contacts SET ${assigned(person.set)}sort_name = CONCAT_WS(' ', last_name, first_name), version = version + 1, updated_at = ? WHERE id = ?`, [...Object.values(person.set), now, stored.id]);
    if (person.set.email_key !== undefined) await killOpenLinks(tx, String(stored.id));
    if (position !== null) await tx.query('UPDATE customer_contacts SET position = ?, version = version + 1, updated_at = ? WHERE id = ?', [position, now, stored.link_id]);
    const changes = { ...changesOf(person.before, person.set), ...(position !== null && { position: [stored.position, position] as const }) };
    const name = [person.set.first_name ?? stored.first_name, person.set.last_name ?? stored.last_name].filter(Boolean).join(' ');
    await this.activity.record(tx, { ...entry, action: 'contact.edited', subject: { kind: 'contact', id: String(stored.id), name }, changes });
  }
}

/** The columns of a difference, which are the program's own names. */
function assigned(set: Readonly<Record<string, unknown>>): string {
  return Object.keys(set).map((column) => `${column} = ?, `).join('');
}

function groupsOrProducts({ groupIds, newGroups, productIds }: Links): boolean {
  return groupIds.length + newGroups.length + productIds.length > 0;
}

const HIDDEN: ReadonlySet<string> = new Set([...DERIVED, 'email_key']);

/** Old and new values under the names the activity page knows: those of the form's fields. */
function changesOf(before: Readonly<Record<string, unknown>>, set: Readonly<Record<string, unknown>>): Changes {
  const entries = Object.entries(before).filter(([column]) => !HIDDEN.has(column)).map(([column, old]) => [column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), [old, set[column] ?? null]] as const);
  return Object.fromEntries(entries);
}
