import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { CurrentSession, type SessionOfRequest } from '../../kernel/auth/sign-in';
import { readForm, type FieldErrors, type Typed } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { ChangedMeanwhile, NotFound } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { Navigation } from '../../kernel/http/navigation';
import { CurrentPost, type Post as FormPost } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { OpenSessions } from '../../kernel/auth/open-sessions.queries';
import { RoleQueries } from './roles.queries';
import { sessionRows } from './session.presenter';
import { openedForm, staffConflict } from './staff-conflict';
import { StaffEditForm } from './staff.form';
import { PAGE_SIZE, staffFacts, staffList } from './staff.presenter';
import { StaffQueries, type StaffRow, type StaffStatus } from './staff.queries';
import { StaffService } from './staff.service';

const STATUSES: readonly StaffStatus[] = ['active', 'inactive', 'all'];

/** The people who work with Clientele. */
@Controller('admin/staff')
@AllowAdministrators()
export class StaffController {
  constructor(
    private readonly roles: RoleQueries,
    private readonly sessions: OpenSessions,
    private readonly staff: StaffService,
    private readonly queries: StaffQueries,
    navigation: Navigation,
  ) {
    navigation.add('setup', { key: 'staff', label: 'staff.menu', href: '/admin/staff', icon: 'user-cog', needs: 'administrators', order: 80 });
  }

  @Get()
  async list(@Query() query: Record<string, unknown>): Promise<Reply> {
    const q = typeof query.q === 'string' ? query.q.trim().slice(0, 100) : '';
    const status = STATUSES.find((known) => known === query.status) ?? 'active';
    const number = typeof query.page === 'string' && /^[1-9]\d{0,5}$/.test(query.page) ? Number(query.page) : 1;
    const found = await this.queries.list({ q, status, offset: (number - 1) * PAGE_SIZE, limit: PAGE_SIZE });
    return page('staff/index', staffList(found, { q, status, page: number }));
  }

  @Get(':id')
  async show(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    const row = await this.found(id);
    return page('staff/show', { staff: staffFacts(row), sessions: sessionRows(await this.sessions.list({ kind: 'staff', id }), actor.sessionId) });
  }

  @Get(':id/edit')
  async edit(@IdParam() id: string): Promise<Reply> {
    const row = await this.found(id);
    return page('staff/edit', await this.editPage(row, openedForm(row)));
  }

  @Post(':id/edit')
  async save(
    @CurrentActor() actor: StaffActor,
    @CurrentPost() post: FormPost,
    @CurrentSession() session: SessionOfRequest,
    @IdParam() id: string,
    @Body() body: unknown,
  ): Promise<Reply> {
    const form = readForm(StaffEditForm, body);
    const result = await submitForm(form, ({ version, ...fields }) => this.staff.edit(actor, post, id, version, fields)).catch((error: unknown) => {
      if (error instanceof ChangedMeanwhile) return null;
      throw error;
    });
    if (!result) return this.showConflict(await this.found(id), form.typed);
    if (!result.ok) return refused('staff/edit', await this.editPage(await this.found(id), result.typed, result.errors));
    // One's own rights changed: every session ended, and this one goes on under a new id.
    if (id === actor.id) await session.start(id);
    const stays = id !== actor.id || (form.ok && form.value.administrator);
    return redirectTo(stays ? result.location : '/admin', { key: 'staff.flash.saved' });
  }

  private async showConflict(row: StaffRow, typed: Typed): Promise<Reply> {
    const roles = await this.roles.options();
    const { values, conflict } = staffConflict(row, typed, await this.queries.lastSaves(row.id), roles);
    return page('staff/edit', { ...(await this.editPage(row, values)), conflict }, { status: 409 });
  }

  private async found(id: string): Promise<StaffRow> {
    const row = await this.queries.find(id);
    if (!row) throw new NotFound();
    return row;
  }

  private async editPage(row: StaffRow, values: object, errors: FieldErrors = {}) {
    return { id: row.id, name: row.name, form: { values, errors }, conflict: null, roles: await this.roles.options() };
  }
}
