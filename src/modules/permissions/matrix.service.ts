import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { CONTACT_PERMISSIONS, permissionColumn, readContactPermissions, type ContactPermission } from '../../kernel/access/contact-permissions';
import { Clock } from '../../kernel/clock/clock';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { ActivityLog } from '../activity/activity.log';
import { CustomerAccess } from '../customers/page/customer-page.access';
import { MatrixQueries } from './matrix.queries';
import { mergeTicks, NO_TICKS, tickChanges, type LinkTicks } from '../contacts/link-ticks';

/** Changes what the contacts of one customer may use and are sent (PER-6), and the modules that cap it (PER-3). */
@Injectable()
export class MatrixService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly access: CustomerAccess,
    private readonly queries: MatrixQueries,
    private readonly activity: ActivityLog,
  ) {}

  /**
   * Saves the ticks of one sending. Contacts that came or went since the form was opened are left as they are.
   * @param read ticks of every contact on the form when it was opened. @param typed ticks that were sent, by link.
   */
  save(actor: StaffActor, post: Post, customerId: string, read: ReadonlyMap<string, LinkTicks>, typed: ReadonlyMap<string, LinkTicks>): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.access.demand(actor, customerId, 'manageContacts', tx);
      for (const link of await this.queries.lock(tx, customerId, [...read.keys()])) {
        const before: LinkTicks = { permissions: link.permissions, mailSwitches: link.mailSwitches };
        const after = mergeTicks(read.get(link.id) ?? NO_TICKS, typed.get(link.id) ?? NO_TICKS, before);
        await this.write(tx, actor, customerId, link, before, after);
      }
      return `/admin/customers/${customerId}/permissions`;
    });
  }

  /** Switches modules of the customer area off for all its contacts, or on again. @param read modules that were off when the form was opened */
  saveModules(actor: StaffActor, post: Post, customerId: string, read: readonly ContactPermission[], typed: readonly ContactPermission[]): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const customer = await this.access.demand(actor, customerId, 'edit', tx);
      const before = await this.queries.modulesOff(customerId, tx);
      const current = readContactPermissions(before);
      const after = permissionColumn([...current.filter((module) => !read.includes(module) || typed.includes(module)), ...typed.filter((module) => !read.includes(module))]);
      if (after === before) return `/admin/customers/${customerId}/permissions`;
      const now = this.clock.now();
      await tx.query('UPDATE customers SET modules_off = ? WHERE id = ?', [after, customerId]);
      await this.activity.record(tx, {
        actor, at: now, action: 'customer.modulesChanged', subject: { kind: 'customer', id: customerId, name: customer.name }, customerId, changes: moduleChanges(current, readContactPermissions(after)),
      });
      return `/admin/customers/${customerId}/permissions`;
    });
  }

  private async write(tx: EntityManager, actor: StaffActor, customerId: string, link: { id: string; contactId: string; name: string }, before: LinkTicks, after: LinkTicks): Promise<void> {
    const changes = tickChanges(before, after);
    if (!changes) return;
    const now = this.clock.now();
    await tx.query('UPDATE customer_contacts SET permissions = ?, mail_switches = ?, version = version + 1, updated_at = ? WHERE id = ?', [after.permissions, after.mailSwitches, now, link.id]);
    await this.activity.record(tx, { actor, at: now, action: 'contact.permitted', subject: { kind: 'contact', id: link.contactId, name: link.name }, customerId, changes });
  }
}

function moduleChanges(offBefore: readonly ContactPermission[], offAfter: readonly ContactPermission[]) {
  const changed = CONTACT_PERMISSIONS.filter((module) => offBefore.includes(module) !== offAfter.includes(module));
  return Object.fromEntries(changed.map((module) => [`module_${module}`, [!offBefore.includes(module), !offAfter.includes(module)] as const]));
}
