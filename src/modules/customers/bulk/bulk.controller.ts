import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { readForm, type FormResult } from '../../../kernel/forms/read-form';
import { submitForm } from '../../../kernel/forms/submit';
import { BadRequest } from '../../../kernel/http/errors';
import { IdParam, isId } from '../../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import { addressOf, FIRST, readListQuery, readListState, stateQuery } from '../../../kernel/table/list-state';
import { withQuery } from '../../../kernel/views/address';
import { GroupQueries } from '../../groups/groups.queries';
import type { BulkRecord } from './bulk-action';
import { BulkAdminForm, BulkChoiceForm, BulkGroupForm } from './bulk.form';
import { bulkButtons, bulkModel } from './bulk.presenter';
import { BulkQueries } from './bulk.queries';
import { BulkActions } from './bulk.service';
import { CustomersListQueries } from '../list/customers-list.queries';
import { ListReaders } from '../list/customers-list.reader';
import { CUSTOMERS_TABLE } from '../list/customers.table';

/** So many names are shown of a selection. */
const SHOWN = 20;
const SHOWN_REFUSED = 200;

@Controller('admin/customers/bulk')
@Allow('customers.own')
export class BulkController {
  constructor(
    private readonly bulk: BulkActions,
    private readonly queries: BulkQueries,
    private readonly groups: GroupQueries,
    private readonly lists: CustomersListQueries,
    private readonly readers: ListReaders,
  ) {}

  /** "Select all that match": what to do with them. */
  @Get('new')
  async all(@CurrentActor() actor: StaffActor, @Query() query: unknown): Promise<Reply> {
    const state = { ...readListState(CUSTOMERS_TABLE, query), place: FIRST };
    const { words, figure } = this.readers.of(actor);
    const total = await this.lists.total(actor, state);
    return page('customers/bulk/all', {
      list: withQuery('', stateQuery(state)).slice(1), back: addressOf(CUSTOMERS_TABLE, state), actions: bulkButtons(actor, words),
      total: total.capped ? words('common.list.atLeast', { figure: figure(total.count) }) : figure(total.count), some: total.count > 0,
    });
  }

  @Post()
  async choose(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const form = readForm(BulkChoiceForm, body);
    if (!form.ok || !form.value.ids.every(isId)) throw new BadRequest();
    const { do: action, ids, list, all } = form.value;
    if (all === null && ids.length === 0) return redirectTo(addressOf(CUSTOMERS_TABLE, readListQuery(CUSTOMERS_TABLE, list ?? '')), { key: 'customers.bulk.flash.nothing', tone: 'bad' });
    return redirectTo(await this.bulk.choose(actor, post, action, all === null ? { ids } : { list: list ?? '' }));
  }

  @Get(':id')
  async show(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    return page('customers/bulk/show', await this.model(actor, await this.bulk.of(actor, id), { values: {} }));
  }

  @Post(':id')
  async start(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const action = await this.bulk.of(actor, id);
    const done = await submitForm(readParams(action, body), (value) => this.bulk.start(actor, post, id, { ...value }));
    if (!done.ok) return refused('customers/bulk/show', await this.model(actor, action, { values: done.typed, errors: done.errors }));
    const after = await this.bulk.of(actor, id);
    if (after.state !== 'done' || after.refused > 0) return redirectTo(done.location);
    return redirectTo(CUSTOMERS_TABLE.path, { key: `customers.bulk.results.${after.action}`, params: { count: after.done } });
  }

  private async model(actor: StaffActor, action: BulkRecord, form: object) {
    const chosen = action.state === 'chosen';
    const listed = await this.queries.customers(actor, action.id, chosen ? 'waiting' : 'refused', chosen ? SHOWN : SHOWN_REFUSED);
    const options = !chosen ? [] : action.action === 'group' ? await this.groups.options() : action.action === 'admin' ? await this.queries.staff() : [];
    return bulkModel(action, listed, options, form);
  }
}

/** What is chosen on the preview; most actions need nothing more. */
function readParams({ action }: BulkRecord, body: unknown): FormResult<object> {
  if (action === 'group') return readForm(BulkGroupForm, body);
  return action === 'admin' ? readForm(BulkAdminForm, body) : { ok: true, value: {}, typed: {} };
}
