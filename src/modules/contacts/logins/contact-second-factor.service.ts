import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { OpenSessions } from '../../../kernel/auth/open-sessions.queries';
import { SecondFactors } from '../../../kernel/auth/second-factor';
import { Clock } from '../../../kernel/clock/clock';
import { Forbidden, NotFound } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { ActivityLog } from '../../activity/activity.log';
import { CustomerAccess } from '../../customers/page/customer-page.access';
import { contactName } from '../contact-name';
import { ContactQueries } from '../contacts.queries';
import { customersOf, holdPersonBehind } from '../person-rows.queries';
import { ContactLetters } from './contact-letters';

/** Staff take a contact's second factor off, as when the phone and the recovery codes are lost (STA-2 for contacts). */
@Injectable()
export class ContactSecondFactors {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: CustomerAccess,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly factors: SecondFactors,
    private readonly letters: ContactLetters,
    private readonly queries: ContactQueries,
    private readonly sessions: OpenSessions,
  ) {}

  /** Whose it is, for the page that asks. @throws NotFound; Forbidden for whoever may not edit the person */
  async nameOf(actor: StaffActor, customerId: string, linkId: string): Promise<string> {
    await this.access.demand(actor, customerId, 'manageContacts');
    const { contact_id: contactId, first_name: firstName, last_name: lastName } = await this.queries.one(customerId, linkId);
    if (!(await this.queries.mayEditPerson(this.dataSource.manager, actor, String(contactId)))) throw new Forbidden({ key: 'errors.not_allowed' });
    return contactName({ firstName, lastName });
  }

  /** The person is signed out everywhere and told by mail; it stands on the page of each of its customers. @throws as `nameOf` does */
  remove(actor: StaffActor, post: Post, customerId: string, linkId: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const person = await holdPersonBehind(tx, customerId, linkId);
      await this.access.demand(actor, customerId, 'manageContacts', tx);
      if (!person) throw new NotFound();
      if (!(await this.queries.mayEditPerson(tx, actor, person.id))) throw new Forbidden({ key: 'errors.not_allowed' });
      const back = `/admin/customers/${customerId}/contacts`;
      // Somebody else was faster: what is wanted is so, and has been told.
      if (!(await this.factors.remove(tx, { kind: 'contact', id: person.id }))) return back;
      await this.sessions.endAll(tx, { kind: 'contact', id: person.id });
      const at = this.clock.now();
      await this.letters.tellSecondFactorChanged(tx, person, at);
      const subject = { kind: 'contact', id: person.id, name: contactName(person) };
      const customers = await customersOf(tx, person.id);
      await this.activity.recordMany(tx, customers.map((id) => ({ actor, at, action: 'contact.secondFactorReset', subject, customerId: id })));
      return back;
    });
  }
}
