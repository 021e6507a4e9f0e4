import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { SystemActor } from '../../../kernel/access/actor';
import { Passwords } from '../../../kernel/auth/passwords';
import { sha256 } from '../../../kernel/auth/digest';
import { Clock } from '../../../kernel/clock/clock';
import { inTransaction } from '../../../kernel/db/transaction';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { RateLimits } from '../../../kernel/http/rate-limits';
import { emailKey } from '../../../kernel/text/email-key';
import { ContactsService } from '../../contacts/contacts.service';
import { EMPTY_DETAILS, type CustomerDetails } from '../../customers/customer-details';
import type { CustomerInput } from '../../customers/customer-input';
import { withoutOtherType } from '../../customers/customer-names';
import { CustomersService } from '../../customers/customers.service';
import { SettingsStore } from '../../settings/settings.store';
import type { Registered } from './registration.form';
import { RegistrationLetters } from './registration-letters';
import { RegistrationRows, type AddressHolder } from './registrations.queries';

const HOUR = 3_600_000;
/** Somebody takes the address between looking and writing; then the next look finds it. */
const TRIES = 3;
const REGISTRATION: SystemActor = { kind: 'system', id: null, name: 'Registration' };

/** Takes registrations: one customer and one contact each, in one transaction, and nothing of it open yet (ARE-5, A26). */
@Injectable()
export class Registrations {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly contacts: ContactsService,
    private readonly customers: CustomersService,
    private readonly letters: RegistrationLetters,
    private readonly limits: RateLimits,
    private readonly passwords: Passwords,
    private readonly rows: RegistrationRows,
    private readonly settings: SettingsStore,
  ) {}

  /** Registers, or tells whoever has the address by mail; which of both, nobody else learns (A12). @param language of the page */
  async register(form: Registered, language: string): Promise<void> {
    const key = emailKey(form.email) ?? '';
    const passwordHash = await this.passwords.hash(form.password);
    if ((await this.limits.hit({ key: `register:${sha256(key)}`, max: 3, windowMs: HOUR })) > 0) return;
    for (let tries = 1; ; tries += 1) {
      try {
        return await inTransaction(this.dataSource, (tx) => this.write(tx, key, form, passwordHash, language));
      } catch (error) {
        if (!(error instanceof FieldRefused) || tries === TRIES) throw error;
      }
    }
  }

  private async write(tx: EntityManager, key: string, form: Registered, passwordHash: string, language: string): Promise<void> {
    const now = this.clock.now();
    const holder = await this.rows.holder(tx, key);
    if (holder === null) return this.make(tx, form, passwordHash, language, now);
    if (holder.unverified && (await this.takePlace(tx, holder, form, passwordHash, language, now))) return;
    await this.letters.tellKnown(tx, holder.id, now);
  }

  private async make(tx: EntityManager, form: Registered, passwordHash: string, language: string, now: Date): Promise<void> {
    const customerId = await this.customers.create(tx, REGISTRATION, this.input(form, language));
    const { firstName, lastName, email, phone, position } = form;
    const person = { firstName, lastName, email, phone, handle: null, pictureId: null, language: null, active: true };
    const linkId = await this.contacts.create(tx, REGISTRATION, customerId, person, { position, kind: 'normal', primary: true });
    const id = await this.rows.close(tx, customerId, linkId, passwordHash);
    await this.letters.sendLink(tx, { id, customerId }, now);
  }

  /**
   * Nobody has shown yet that the address is theirs, so the last one to register with it counts: an earlier one cannot block it.
   * @returns false when the earlier one has been verified meanwhile
   */
  private async takePlace(tx: EntityManager, { id, customerId, linkId, version }: AddressHolder, form: Registered, passwordHash: string, language: string, now: Date): Promise<boolean> {
    if (customerId === null || linkId === null || (await this.rows.lock(tx, customerId)) === null) return false;
    if (!(await this.rows.replace(tx, id, { ...form, passwordHash }, now))) return false;
    if (!(await this.customers.update(tx, REGISTRATION, customerId, version, this.input(form, language)))) throw new FieldRefused('email', { key: 'errors.choice' });
    await this.rows.setPosition(tx, linkId, form.position);
    await this.letters.sendLink(tx, { id, customerId }, now);
    return true;
  }

  private input(form: Registered, language: string): CustomerInput {
    const { type, companyName, firstName, lastName, email, phone, website, vatNumber, street, postcode, city, country } = form;
    const details: CustomerDetails = { ...EMPTY_DETAILS, type, companyName, firstName, lastName, email, phone, website, vatNumber, street, postcode, city, country, language };
    const { defaultGroupId } = this.settings.all();
    return { details: withoutOtherType(details), number: null, groupIds: defaultGroupId === null ? [] : [defaultGroupId], productIds: [], shippingAddresses: [], insight: null };
  }
}
