import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, AllowSignedIn, CurrentActor } from '../../../kernel/access/allow';
import { Config } from '../../../kernel/config/config';
import type { FieldErrors, Typed } from '../../../kernel/forms/read-form';
import { readForm } from '../../../kernel/forms/read-form';
import { submitForm } from '../../../kernel/forms/submit';
import { NotFound } from '../../../kernel/http/errors';
import { IdParam } from '../../../kernel/http/id-param';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import { ActivityWords } from '../../activity/activity.words';
import { CustomerAccess } from '../../customers/page/customer-page.access';
import type { VisibleCustomer } from '../../customers/page/customer-page.queries';
import { keepEntry } from './impersonation-entry';
import { ImpersonationForm } from './impersonation.form';
import { LOOK_MINUTES, Impersonations } from './impersonations.service';
import { ImpersonationRows } from './impersonations.queries';

/** Where staff log in as a client of theirs, and come back from it (ARE-6). */
@Controller('admin')
export class ImpersonationController {
  constructor(
    private readonly access: CustomerAccess,
    private readonly config: Config,
    private readonly impersonations: Impersonations,
    private readonly rows: ImpersonationRows,
    words: ActivityWords,
  ) {
    words.add('impersonation', { icon: 'eye', fields: 'impersonation.fields' });
  }

  @Get('customers/:id/impersonation')
  @Allow('customers.impersonate')
  async ask(@CurrentActor() actor: StaffActor, @IdParam() id: string, @Query('contact') contact: unknown): Promise<Reply> {
    const customer = await this.access.see(actor, id);
    return page('area/impersonation', await this.model(customer, { contact: typeof contact === 'string' ? contact : '', reason: '' }));
  }

  @Post('customers/:id/impersonation')
  @Allow('customers.impersonate')
  async begin(@CurrentActor() actor: StaffActor, @IdParam() id: string, @Body() body: unknown, @Res({ passthrough: true }) response: Response): Promise<Reply> {
    const customer = await this.access.see(actor, id);
    const done = await submitForm(readForm(ImpersonationForm, body), (form) => this.impersonations.begin(actor, customer, form));
    if (!done.ok) return refused('area/impersonation', await this.model(customer, done.typed, done.errors));
    keepEntry(response, this.config, done.location);
    return redirectTo('/impersonation');
  }

  /** The one page under `/admin` that opens while the session looks as a client. */
  @Get('impersonation')
  @AllowSignedIn()
  async show(@CurrentActor() actor: StaffActor): Promise<Reply> {
    const current = actor.impersonationId === null ? null : await this.impersonations.current(actor.impersonationId);
    if (!current) throw new NotFound();
    return page('area/impersonation-now', { name: current.contactName });
  }

  @Post('impersonation/end')
  @AllowSignedIn()
  async end(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return redirectTo(actor.impersonationId === null ? '/admin' : await this.impersonations.end(actor.impersonationId), { key: 'impersonation.flash.ended' });
  }

  private async model({ id, name }: VisibleCustomer, values: Typed, errors: FieldErrors = {}) {
    const contacts = await this.rows.enterable(id);
    const contact = contacts.some(({ linkId }) => linkId === values.contact) ? values.contact : (contacts[0]?.linkId ?? '');
    return {
      customer: { id, name }, minutes: LOOK_MINUTES, close: `/admin/customers/${id}`,
      contacts: contacts.map(({ linkId, name: label }) => ({ value: linkId, label })),
      form: { values: { ...values, contact }, errors },
    };
  }
}
