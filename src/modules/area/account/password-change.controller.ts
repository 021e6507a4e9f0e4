import { Body, Controller, Get, Post } from '@nestjs/common';
import { AllowContacts, CurrentContact } from '../../../kernel/access/allow';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { CurrentSession, type SessionOfRequest } from '../../../kernel/auth/sign-in';
import { readForm, type FieldErrors } from '../../../kernel/forms/read-form';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import { ContactLogins } from '../../contacts/logins/contact-logins.service';
import { newPasswordProblem } from '../../staff/new-password';
import { OwnPasswordForm } from '../../staff/password.forms';
import { OwnPassword } from './own-password.service';

/** Changing one's own password, because one wants to or because one must (CON-6). */
@Controller('password/change')
@AllowContacts()
export class AreaPasswordChangeController {
  constructor(
    private readonly logins: ContactLogins,
    private readonly own: OwnPassword,
  ) {}

  @Get()
  show(@CurrentContact() contact: ContactActor): Reply {
    return page('area/password/change', changePage(contact));
  }

  @Post()
  async change(@CurrentContact() contact: ContactActor, @CurrentSession() session: SessionOfRequest, @Body() body: unknown): Promise<Reply> {
    const form = readForm(OwnPasswordForm, body);
    const problem = newPasswordProblem(form, (password) => this.logins.weakness(password, contact));
    if (!form.ok || problem) return refused('area/password/change', changePage(contact, problem ?? {}));
    const { current, password } = form.value;
    if (!(await this.own.proves(contact, current))) return refused('area/password/change', changePage(contact, { current: { key: 'staff.passwordChange.wrong' } }));
    if (current === password) return refused('area/password/change', changePage(contact, { password: { key: 'errors.password_same' } }));
    await this.logins.change(contact, password);
    await session.start(contact.id);
    return redirectTo(contact.mustChangePassword ? '/' : '/profile/sessions', { key: 'area.flash.passwordChanged' });
  }
}

function changePage(contact: ContactActor, errors: FieldErrors = {}) {
  return { forced: contact.mustChangePassword, email: contact.email, form: { values: { current: '', password: '', repeat: '' }, errors } };
}
