import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { readForm, type FieldErrors, type Typed } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { ChangedMeanwhile, NotFound } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as FormPost } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { RoleEditForm, RoleForm } from './role.form';
import { openedRole, roleConflict } from './role-conflict';
import { permissionMatrix, roleList } from './role.presenter';
import { RoleQueries, type RoleRow } from './roles.queries';
import { RolesService } from './roles.service';

/** Roles: who may do what (STA-1). */
@Controller('admin/roles')
@AllowAdministrators()
export class RolesController {
  constructor(private readonly queries: RoleQueries, private readonly roles: RolesService) {}

  @Get()
  async list(): Promise<Reply> {
    return page('staff/roles/index', roleList(await this.queries.list()));
  }

  @Get('new')
  add(): Reply {
    return page('staff/roles/new', roleForm({ name: '', permissions: [] }));
  }

  @Post('new')
  async create(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @Body() body: unknown): Promise<Reply> {
    const result = await submitForm(readForm(RoleForm, body), (fields) => this.roles.create(actor, post, fields));
    if (!result.ok) return refused('staff/roles/new', roleForm(result.typed, result.errors));
    return redirectTo(result.location, { key: 'staff.flash.roleCreated' });
  }

  @Get(':id/edit')
  async edit(@IdParam() id: string): Promise<Reply> {
    const role = await this.found(id);
    return page('staff/roles/edit', { id, heading: role.name, conflict: null, ...roleForm(openedRole(role)) });
  }

  @Post(':id/edit')
  async save(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const form = readForm(RoleEditForm, body);
    try {
      const result = await submitForm(form, ({ version, ...fields }) => this.roles.edit(actor, post, id, version, fields));
      if (!result.ok) return refused('staff/roles/edit', { id, heading: (await this.found(id)).name, conflict: null, ...roleForm(result.typed, result.errors) });
      return redirectTo(result.location, { key: 'staff.flash.roleSaved' });
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      const role = await this.found(id);
      const { values, conflict } = roleConflict(role, form.typed);
      return page('staff/roles/edit', { id, heading: role.name, conflict, ...roleForm(values) }, { status: 409 });
    }
  }

  @Get(':id/delete')
  async confirmDelete(@IdParam() id: string): Promise<Reply> {
    return page('staff/roles/delete', { role: await this.found(id), holders: await this.queries.holders(id), deleteAction: `/admin/roles/${id}/delete` });
  }

  @Post(':id/delete')
  async delete(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string): Promise<Reply> {
    return redirectTo(await this.roles.delete(actor, post, id), { key: 'staff.flash.roleDeleted' });
  }

  private async found(id: string): Promise<RoleRow> {
    const role = await this.queries.find(id);
    if (!role) throw new NotFound();
    return role;
  }
}

function roleForm(values: Typed, errors: FieldErrors = {}) {
  return { form: { values, errors }, matrix: permissionMatrix([values.permissions].flat()) };
}
