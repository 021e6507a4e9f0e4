import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { readForm } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { Conflict } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { Navigation } from '../../kernel/http/navigation';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../kernel/http/reply';
import { SettingsStore } from '../settings/settings.store';
import { GroupForm, GroupRenameForm } from './group.form';
import { listPage, readGroupList, type FailedForm, type GroupListRequest } from './group.presenter';
import { GroupQueries } from './groups.queries';
import { GroupsService } from './groups.service';

const FIRST_PAGE: GroupListRequest = { q: '', page: 1 };

/** The groups of customers, on one page that the customer list opens as a window (GRP-1). */
@Controller('admin/groups')
export class GroupsController {
  constructor(
    private readonly groups: GroupsService,
    private readonly queries: GroupQueries,
    private readonly settings: SettingsStore,
    navigation: Navigation,
  ) {
    navigation.add('setup', { key: 'groups', label: 'groups.title', href: '/admin/groups', icon: 'users-group', needs: 'groups.view', order: 20 });
  }

  @Get()
  @Allow('groups.view')
  list(@CurrentActor() actor: StaffActor, @Query() query: unknown): Promise<Reply> {
    return this.page(actor, readGroupList(query));
  }

  @Post()
  @Allow('groups.create')
  async create(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const form = await submitForm(readForm(GroupForm, body), ({ name }) => this.groups.create(actor, post, name));
    if (form.ok) return redirectTo(form.location, { key: 'groups.flash.created' });
    return this.page(actor, FIRST_PAGE, { id: null, form: { values: form.typed, errors: form.errors } }, 422);
  }

  @Post(':id')
  @Allow('groups.edit')
  async rename(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const read = readForm(GroupRenameForm, body);
    const around = async (): Promise<GroupListRequest> => ({ q: (await this.queries.group(id)).name, page: 1 });
    try {
      const form = await submitForm(read, (value) => this.groups.rename(actor, post, id, value));
      if (form.ok) return redirectTo(form.location, { key: 'groups.flash.renamed' });
      return await this.page(actor, await around(), { id, form: { values: form.typed, errors: form.errors } }, 422);
    } catch (error) {
      if (!(error instanceof Conflict) || !error.reason) throw error;
      return this.page(actor, await around(), { id, form: { values: read.typed, errors: { name: error.reason } } }, 409);
    }
  }

  private async page(actor: StaffActor, request: GroupListRequest, failed: FailedForm | null = null, status = 200): Promise<Reply> {
    const found = await this.queries.list(request.q, request.page);
    return page('groups/list', listPage(actor, request, found, this.settings.all().defaultGroupId, failed), { status });
  }
}
