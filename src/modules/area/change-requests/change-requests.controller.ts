import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { readForm, type FieldErrors, type Typed } from '../../../kernel/forms/read-form';
import { BadRequest } from '../../../kernel/http/errors';
import { IdParam } from '../../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../../kernel/http/reply';
import { ConflictWords } from '../../customers/steps/customer-conflict.words';
import { SettingsStore } from '../../settings/settings.store';
import { CompanyData } from '../company/company-data.service';
import { companyFields } from '../company/company-fields';
import { ChangeRefusalForm } from './change-requests.form';
import { listModel, requestRows, seenOf } from './change-requests.presenter';
import { ChangeRequestQueries } from './change-requests.queries';
import { ChangeRequests } from './change-requests.service';

/** What contacts want changed of their company's data, for staff who may edit that customer (ARE-7). */
@Controller('admin/change-requests')
@Allow('customers.own')
export class ChangeRequestsController {
  constructor(
    private readonly data: CompanyData,
    private readonly queries: ChangeRequestQueries,
    private readonly requests: ChangeRequests,
    private readonly settings: SettingsStore,
    private readonly words: ConflictWords,
  ) {}

  @Get()
  async index(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return page('area/change-requests/index', listModel(await this.queries.list(actor)));
  }

  @Get(':id')
  show(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    return this.page(actor, id);
  }

  @Post(':id/approval')
  async approve(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: { seen?: unknown } = {}): Promise<Reply> {
    if (typeof body.seen !== 'string') throw new BadRequest();
    return redirectTo(await this.requests.approve(actor, post, id, body.seen, this.language(actor)), { key: 'area.requests.approved' });
  }

  @Post(':id/refusal')
  async refuse(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const form = readForm(ChangeRefusalForm, body);
    if (!form.ok) return this.page(actor, id, form, 422);
    return redirectTo(await this.requests.refuse(actor, post, id, form.value.reason), { key: 'area.requests.refused' });
  }

  private async page(actor: StaffActor, id: string, { typed, errors }: { typed: Typed; errors?: FieldErrors } = { typed: { reason: '' } }, status = 200): Promise<Reply> {
    const request = await this.queries.one(actor, id);
    const now = companyFields(await this.data.read(request.customer.id));
    const waits = request.state === 'waiting';
    const rows = await requestRows(this.words, request, waits ? now : request.before, this.language(actor));
    const { customer, contactName, createdAt, decidedBy, decidedAt, reason, state, mayDecide } = request;
    return page('area/change-requests/show', {
      id, customer, contactName, createdAt, decidedBy, decidedAt, reason, rows, form: { values: typed, errors }, seen: seenOf(now), waits: waits && mayDecide, state: { key: `area.requests.states.${state}` },
      collides: rows.some(({ kind }) => kind === 'collision'),
    }, { status });
  }

  private language(actor: StaffActor): string {
    return actor.language ?? this.settings.all().language;
  }
}
