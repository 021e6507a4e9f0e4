import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { readContactPermissions, switchesOf } from '../../kernel/access/contact-permissions';
import type { FormResult, Typed } from '../../kernel/forms/read-form';
import { languages } from '../../kernel/reference/languages';
import type { CustomerStep, StepContext } from '../customers/steps/customer-steps';
import { link, person } from './contact-editor.service';
import { FirstContactForm, readContact } from './contact.form';
import { kindChoices, loginWays, permissionChoices, switchChoices } from './contacts.presenter';
import { ContactQueries } from './contacts.queries';
import { ContactsService } from './contacts.service';
import { ContactAccess } from './logins/contact-access.service';
import { SettingsStore } from '../settings/settings.store';

/** Fields that nobody needs to type; a step in which only these are set is left empty. */
const PRESET = new Set(['kind', 'active', 'primary', 'language', 'login', 'noWelcome']);

/** Step Contact of a new customer: its first contact, saved together with it (CUS-8). */
@Injectable()
export class ContactStep implements CustomerStep<FirstContactForm | null> {
  readonly key = 'contact';
  readonly title = 'contacts.step.title';
  readonly hint = 'contacts.step.hint';
  readonly view = 'contacts/step';
  readonly labels = 'contacts.fields';
  readonly order = 40;
  readonly optional = true;

  constructor(
    private readonly contacts: ContactsService,
    private readonly entry: ContactAccess,
    private readonly queries: ContactQueries,
    private readonly settings: SettingsStore,
  ) {}

  /** Later ones are added on the customer's page. */
  shows({ customerId }: StepContext): boolean {
    return customerId === null;
  }

  /** A person's own first contact is the person (CUS-19). */
  async preset({ typed }: StepContext): Promise<Typed> {
    const general = typed.general ?? {};
    const own = general.type === 'person' ? { firstName: general.firstName ?? '', lastName: general.lastName ?? '', email: general.email ?? '', phone: general.phone ?? '' } : {};
    return { firstName: '', lastName: '', position: '', email: '', phone: '', handle: '', language: '', kind: 'normal', active: '1', login: 'none', ...this.ticks(), ...own };
  }

  async choices({ language }: StepContext, typed: Typed): Promise<object> {
    const ways = loginWays(null).filter(({ value }) => value !== 'password');
    return { ways, permissions: permissionChoices(), switches: switchChoices(), kinds: kindChoices(typed.kind), languages: languages(language).map(({ code, name }) => ({ value: code, label: name })) };
  }

  /** Left empty there is no contact: the step is optional. */
  async read(body: unknown): Promise<FormResult<FirstContactForm | null>> {
    const result = readContact(FirstContactForm, body);
    const touched = Object.entries(result.typed).some(([name, text]) => !PRESET.has(name) && typeof text === 'string' && text.trim() !== '');
    return touched ? result : { ok: true, value: null, typed: result.typed };
  }

  async save(tx: EntityManager, actor: StaffActor, customerId: string, value: FirstContactForm | null): Promise<void> {
    if (!value) return;
    const linkId = await this.contacts.create(tx, actor, customerId, person(value, null), link(value));
    const customer = { id: customerId, name: await this.queries.customerName(tx, customerId) };
    await this.entry.begin(tx, actor, customer, linkId, { by: value.login ?? 'none' }, !value.noWelcome);
  }

  /** What Settings say new contacts may use and are sent (PER-2, PER-4). */
  private ticks() {
    const permissions = readContactPermissions(this.settings.all().contactPermissions);
    return { permissions, mailSwitches: switchesOf(permissions) };
  }
}
