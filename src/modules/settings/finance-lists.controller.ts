import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { readForm } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { Conflict } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { ListParam, type FinanceList } from './finance-list';
import { FinanceListsService } from './finance-lists.service';
import { deletePage, rowPage, rowValues } from './finance-list.presenter';

/** Tax rates and payment modes: two lists that are kept alike. */
@Controller('admin/settings/:list')
@AllowAdministrators()
export class FinanceListsController {
  constructor(private readonly lists: FinanceListsService) {}

  @Get('new')
  add(@ListParam() list: FinanceList): Reply {
    return page('settings/list-row', rowPage(list, null, { values: { active: true } }));
  }

  @Post()
  async create(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @ListParam() list: FinanceList, @Body() body: unknown): Promise<Reply> {
    const form = await submitForm(readForm(list.form, body), (value) => this.lists.create(actor, post, list, value));
    if (!form.ok) return refused('settings/list-row', rowPage(list, null, { values: form.typed, errors: form.errors }));
    return redirectTo(form.location, { key: `${list.texts}.flash.created` });
  }

  @Get(':id/edit')
  async edit(@ListParam() list: FinanceList, @IdParam() id: string): Promise<Reply> {
    const row = await this.lists.row(list, id);
    return page('settings/list-row', rowPage(list, row, { values: rowValues(row) }));
  }

  @Post(':id')
  async save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @ListParam() list: FinanceList, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const read = readForm(list.form, body);
    try {
      const form = await submitForm(read, (value) => this.lists.edit(actor, post, list, id, value));
      if (!form.ok) return refused('settings/list-row', rowPage(list, await this.lists.row(list, id), { values: form.typed, errors: form.errors }));
      return redirectTo(form.location, { key: `${list.texts}.flash.edited` });
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      const row = await this.lists.row(list, id);
      return page('settings/list-row', rowPage(list, row, { values: { ...read.typed, version: row.version } }, true), { status: 409 });
    }
  }

  @Get(':id/delete')
  async confirm(@ListParam() list: FinanceList, @IdParam() id: string): Promise<Reply> {
    const row = await this.lists.row(list, id);
    return page('settings/delete', deletePage(list, row, await this.lists.blockers(list, id)));
  }

  @Post(':id/delete')
  async delete(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @ListParam() list: FinanceList, @IdParam() id: string): Promise<Reply> {
    const row = await this.lists.row(list, id);
    const blockers = await this.lists.blockers(list, id);
    if (blockers.length > 0) return page('settings/delete', deletePage(list, row, blockers), { status: 409 });
    return redirectTo(await this.lists.delete(actor, post, list, id), { key: `${list.texts}.flash.deleted` });
  }
}
