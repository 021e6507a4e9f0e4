import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { Config } from '../../kernel/config/config';
import { readForm, refuseField, type FieldErrors } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { NotFound } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as FormPost } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { HandoverService } from './handover.service';
import { GivenPasswordForm } from './password.forms';
import { StaffAccounts } from './staff-accounts.service';
import { StaffPasswords } from './staff-passwords.service';
import { invited } from './staff.presenter';
import { StaffQueries, type StaffRow } from './staff.queries';
import { StaffService } from './staff.service';

/** Whether and how somebody gets in, as administrators decide. */
@Controller('admin/staff/:id')
@AllowAdministrators()
export class StaffAccessController {
  constructor(
    private readonly accounts: StaffAccounts,
    private readonly handover: HandoverService,
    private readonly passwords: StaffPasswords,
    private readonly queries: StaffQueries,
    private readonly staff: StaffService,
    private readonly config: Config,
  ) {}

  @Post('activation')
  async activate(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string): Promise<Reply> {
    return redirectTo(await this.staff.activate(actor, post, id), { key: 'staff.flash.activated' });
  }

  @Post('deactivation')
  async deactivate(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string): Promise<Reply> {
    const location = await this.staff.deactivate(actor, post, id);
    const held = await this.handover.held(id);
    return redirectTo(held.length > 0 ? `/admin/staff/${id}/handover` : location, { key: 'staff.flash.deactivated', undo: { action: `/admin/staff/${id}/activation` } });
  }

  @Post('invitation')
  async invite(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string): Promise<Reply> {
    return redirectTo(await this.accounts.invite(actor, post, id), { key: invited(this.config) });
  }

  @Get('password')
  async askPassword(@IdParam() id: string): Promise<Reply> {
    return page('staff/give-password', model(await this.found(id)));
  }

  @Post('password')
  async givePassword(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const row = await this.found(id);
    const read = readForm(GivenPasswordForm, body);
    const weak = read.ok && read.value.password ? this.passwords.weakness(read.value.password, row) : null;
    const form = weak ? refuseField(read, 'password', weak) : read;
    const generated = form.ok && form.value.password === null ? this.passwords.generate(post) : null;
    const result = await submitForm(form, ({ password }) => this.accounts.givePassword(actor, post, id, password ?? generated ?? ''));
    if (!result.ok) return refused('staff/give-password', model(row, result.errors));
    if (generated) return page('staff/password-shown', { name: row.name, password: generated, href: result.location });
    return redirectTo(result.location, { key: 'staff.flash.passwordGiven' });
  }

  @Post('sessions/end')
  async endSessions(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string): Promise<Reply> {
    return redirectTo(await this.accounts.endSessions(actor, post, id, null), { key: 'staff.flash.allSignedOut' });
  }

  @Post('sessions/:key/end')
  async endSession(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string, @Param('key') key: string): Promise<Reply> {
    return redirectTo(await this.accounts.endSessions(actor, post, id, key), { key: 'staff.flash.sessionEnded' });
  }

  private async found(id: string): Promise<StaffRow> {
    const row = await this.queries.find(id);
    if (!row) throw new NotFound();
    return row;
  }
}

function model(row: StaffRow, errors: FieldErrors = {}) {
  return { id: row.id, name: row.name, form: { values: { password: '' }, errors } };
}
