import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { readForm } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import type { FormShown } from '../../kernel/views/form';
import { GroupDeletion } from './group-deletion.service';
import { GroupMembers } from './group-members.queries';
import { GroupDeletionForm } from './group.form';
import { deletePage } from './group.presenter';
import { GroupQueries } from './groups.queries';

/** Deleting a group, with the offer to move its members to another (GRP-3). */
@Controller('admin/groups/:id/delete')
@Allow('groups.delete')
export class GroupDeletionController {
  constructor(
    private readonly deletion: GroupDeletion,
    private readonly queries: GroupQueries,
    private readonly members: GroupMembers,
  ) {}

  @Get()
  async confirm(@IdParam() id: string): Promise<Reply> {
    return page('groups/delete', await this.model(id, { values: {} }));
  }

  @Post()
  async delete(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    let gone = true;
    const form = await submitForm(readForm(GroupDeletionForm, body), async ({ targetId }) => {
      const done = await this.deletion.delete(actor, post, id, targetId);
      gone = done.gone;
      return done.location;
    });
    if (!form.ok) return refused('groups/delete', await this.model(id, { values: form.typed, errors: form.errors }));
    return redirectTo(form.location, { key: gone ? 'groups.flash.deleted' : 'groups.flash.moving' });
  }

  private async model(id: string, form: FormShown): Promise<object> {
    const group = await this.queries.group(id);
    const others = (await this.queries.options()).filter(({ value }) => value !== id);
    const counts = await this.members.count([id]);
    return deletePage(group, await this.deletion.facts(id), counts.get(id) ?? { count: 0, more: false }, others, form);
  }
}
