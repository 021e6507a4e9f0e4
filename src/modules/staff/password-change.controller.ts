import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowSignedIn, CurrentActor } from '../../kernel/access/allow';
import { CurrentSession, type SessionOfRequest } from '../../kernel/auth/sign-in';
import { readForm, type FieldErrors } from '../../kernel/forms/read-form';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { newPasswordProblem } from './new-password';
import { OwnPasswordForm } from './password.forms';
import { StaffPasswords } from './staff-passwords.service';

/** Changing one's own password, because one wants to or because one must. */
@Controller('admin/password/change')
export class PasswordChangeController {
  constructor(private readonly passwords: StaffPasswords) {}

  @Get()
  @AllowSignedIn()
  show(@CurrentActor() actor: StaffActor): Reply {
    return page('staff/password-change', changePage(actor));
  }

  @Post()
  @AllowSignedIn()
  async change(@CurrentActor() actor: StaffActor, @CurrentSession() session: SessionOfRequest, @Body() body: unknown): Promise<Reply> {
    const form = readForm(OwnPasswordForm, body);
    const problem = newPasswordProblem(form, (password) => this.passwords.weakness(password, actor));
    if (!form.ok || problem) return refused('staff/password-change', changePage(actor, problem ?? {}));
    const { current, password } = form.value;
    if (!(await this.passwords.proves(actor, current))) return refused('staff/password-change', changePage(actor, { current: { key: 'staff.passwordChange.wrong' } }));
    if (current === password) return refused('staff/password-change', changePage(actor, { password: { key: 'errors.password_same' } }));
    await this.passwords.change(actor, password);
    await session.start(actor.id);
    return redirectTo(actor.mustChangePassword ? '/admin' : '/admin/profile/sessions', { key: 'staff.flash.passwordChanged' });
  }
}

function changePage(actor: StaffActor, errors: FieldErrors = {}) {
  return { forced: actor.mustChangePassword, email: actor.email, form: { values: { current: '', password: '', repeat: '' }, errors } };
}
