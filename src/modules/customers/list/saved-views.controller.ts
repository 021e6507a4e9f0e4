import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { readForm } from '../../../kernel/forms/read-form';
import { submitForm } from '../../../kernel/forms/submit';
import { IdParam } from '../../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import { FIRST, readListState, stateQuery } from '../../../kernel/table/list-state';
import { withQuery } from '../../../kernel/views/address';
import { CUSTOMERS_TABLE } from './customers.table';
import { SavedViewForm } from './saved-view.form';
import { SavedViews } from './saved-views.service';

const PATH = '/admin/customers/views';

@Controller('admin/customers/views')
@Allow('customers.own')
export class SavedViewsController {
  constructor(private readonly views: SavedViews) {}

  @Get('new')
  new(@Query() query: unknown): Reply {
    const list = withQuery('', stateQuery({ ...readListState(CUSTOMERS_TABLE, query), place: FIRST, view: null })).slice(1);
    return page('customers/views/edit', { viewId: null, action: PATH, form: { values: { list } } });
  }

  @Post()
  async create(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const done = await submitForm(readForm(SavedViewForm, body), (form) => this.views.create(actor, post, form));
    if (!done.ok) return refused('customers/views/edit', { viewId: null, action: PATH, form: { values: done.typed, errors: done.errors } });
    return redirectTo(done.location, { key: 'customers.views.flash.saved' });
  }

  @Get(':id/edit')
  async edit(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    const { name, shared } = await this.views.mine(actor, id);
    return page('customers/views/edit', { viewId: id, action: `${PATH}/${id}`, form: { values: { name, shared, list: '' } } });
  }

  @Post(':id')
  async save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    await this.views.mine(actor, id);
    const done = await submitForm(readForm(SavedViewForm, body), (form) => this.views.edit(actor, post, id, form));
    if (!done.ok) return refused('customers/views/edit', { viewId: id, action: `${PATH}/${id}`, form: { values: done.typed, errors: done.errors } });
    return redirectTo(done.location, { key: 'customers.views.flash.saved' });
  }

  @Post(':id/deletion')
  async delete(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string): Promise<Reply> {
    return redirectTo(await this.views.delete(actor, post, id), { key: 'customers.views.flash.deleted' });
  }
}
