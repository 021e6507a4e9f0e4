import { Injectable } from '@nestjs/common';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { Clock } from '../../../kernel/clock/clock';
import { readForm, type FieldErrors, type Typed } from '../../../kernel/forms/read-form';
import { submitForm } from '../../../kernel/forms/submit';
import { BadRequest, NotFound } from '../../../kernel/http/errors';
import type { Post } from '../../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../../kernel/http/reply';
import { Texts } from '../../../kernel/i18n/texts';
import type { CustomerSnapshot, TypedSteps } from '../../customers/customer-snapshot';
import { ConflictWords } from '../../customers/steps/customer-conflict.words';
import { AddressStep } from '../../customers/steps/customer-steps.address';
import { SettingsStore } from '../../settings/settings.store';
import { ChangeRequestQueries, type ChangeRequest } from '../change-requests/change-requests.queries';
import { requestRows } from '../change-requests/change-requests.presenter';
import { CompanyCollision, CompanyData } from './company-data.service';
import { companyFields, editable, flatFields, readFields } from './company-fields';
import { CompanyCarriedForm } from './company.form';
import { areaStates, companyPage, companyShown, formValues } from './company.presenter';
import { CompanyEdits } from './company.service';

/** How long a decision is shown: 30 days. Milliseconds. */
const NEWS_MS = 30 * 86_400_000;

/** The pages of company data. */
@Injectable()
export class CompanyPages {
  constructor(
    private readonly address: AddressStep,
    private readonly clock: Clock,
    private readonly data: CompanyData,
    private readonly edits: CompanyEdits,
    private readonly requests: ChangeRequestQueries,
    private readonly settings: SettingsStore,
    private readonly texts: Texts,
    private readonly words: ConflictWords,
  ) {}

  language(contact: ContactActor): string {
    return this.texts.language(contact.language ?? contact.current.language ?? this.settings.all().language).code;
  }

  async show(contact: ContactActor): Promise<Reply> {
    const [stands, last] = await Promise.all([this.data.read(contact.current.id), this.requests.last(contact.current.id)]);
    const language = this.language(contact);
    const waiting = last?.state === 'waiting' ? { at: last.createdAt, by: last.contactName, rows: await requestRows(this.words, last, last.before, language) } : null;
    if (!contact.admin || waiting) return page('area/company/show', { ...companyShown(stands, language), waiting, mayWithdraw: contact.admin });
    const decided = last && (await this.decided(last, language));
    return this.form(contact, stands, companyFields(stands), flatFields(companyFields(stands)), { decided });
  }

  /** What became of the last change that was asked for; older than a month it is no news. */
  private async decided(request: ChangeRequest, language: string) {
    const { state, decidedAt: at, reason, before } = request;
    if (at === null || (state !== 'approved' && state !== 'refused') || this.clock.now().getTime() - at.getTime() > NEWS_MS) return null;
    return { state: { key: `area.requests.states.${state}` }, text: `area.company.${state}`, tone: state === 'approved' ? 'ok' : 'bad', refused: state === 'refused', at, reason, rows: await requestRows(this.words, request, before, language) };
  }

  async save(contact: ContactActor, post: Post, body: unknown): Promise<Reply> {
    const carried = readForm(CompanyCarriedForm, body);
    if (!carried.ok) throw new BadRequest({ key: 'errors.form_key_missing' });
    const language = this.language(contact);
    const before = readFields(carried.value.read);
    const customer = contact.customers.find(({ id, admin }) => id === carried.value.customerId && admin);
    if (!customer) throw new NotFound();
    const stands = await this.data.read(customer.id);
    const sent = editable(body, companyFields(stands), this.settings.all().areaEditAddresses);
    const read = await this.data.input(stands, sent, language);
    const pressed = Reflect.get(sent, 'do');
    if (typeof pressed === 'string' && pressed !== 'save') return this.act(contact, stands, before, read.typed, pressed);
    try {
      const form = await submitForm(read, (after) => this.edits.save(contact, post, { customerId: customer.id, before, after: companyFields(after), language }));
      if (form.ok) return redirectTo(form.location, { key: this.settings.all().areaApproveChanges ? 'area.flash.companyAsked' : 'area.flash.companySaved' });
      return this.form(contact, stands, before, form.typed, { errors: form.errors, status: 422 });
    } catch (error) {
      if (!(error instanceof CompanyCollision)) throw error;
      const rows = await this.words.rows(error.found, language);
      return this.form(contact, stands, companyFields(stands), read.typed, { changed: rows, status: 409 });
    }
  }

  /** A button inside the form: the same form, changed by it. */
  private async act(contact: ContactActor, stands: CustomerSnapshot, before: TypedSteps, typed: Typed, pressed: string): Promise<Reply> {
    const done = await this.address.act(pressed, typed);
    if (!done) throw new BadRequest();
    return this.form(contact, stands, before, { ...typed, ...done.typed }, {});
  }

  private async form(
    contact: ContactActor, stands: CustomerSnapshot, before: TypedSteps, typed: Typed,
    { errors = {}, status = 200, changed = [], decided = null }: { errors?: FieldErrors; status?: number; changed?: readonly object[]; decided?: object | null },
  ): Promise<Reply> {
    const { areaApproveChanges, areaEditAddresses } = this.settings.all();
    const choices = areaStates(await this.address.choices({ language: this.language(contact) }, typed));
    const more = { read: JSON.stringify(before), isPerson: stands.details.type === 'person', mayEditAddresses: areaEditAddresses, needsApproval: areaApproveChanges, choices };
    return page('area/company/edit', { ...companyPage({ id: stands.id, name: stands.name }, { values: formValues(typed), errors }, more), changed, decided }, { status });
  }
}
