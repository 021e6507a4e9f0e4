import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { Config } from '../../kernel/config/config';
import { readForm, refuseField, type FieldErrors } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { CurrentPost, type Post as FormPost } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { RoleQueries } from './roles.queries';
import { StaffAccounts } from './staff-accounts.service';
import { StaffPasswords } from './staff-passwords.service';
import { NewStaffForm } from './staff.form';
import { invited } from './staff.presenter';

const WAYS = ['link', 'password'].map((value) => ({ value, label: { key: `staff.access.${value}` }, help: { key: `staff.access.${value}Help` } }));
const EMPTY = { name: '', email: '', roleId: '', administrator: false, access: 'link', password: '' };

/** Adding a member of staff. */
@Controller('admin/staff/new')
@AllowAdministrators()
export class NewStaffController {
  constructor(
    private readonly accounts: StaffAccounts,
    private readonly passwords: StaffPasswords,
    private readonly roles: RoleQueries,
    private readonly config: Config,
  ) {}

  @Get()
  async show(): Promise<Reply> {
    return page('staff/new', await this.model(EMPTY));
  }

  @Post()
  async create(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @Body() body: unknown): Promise<Reply> {
    const read = readForm(NewStaffForm, body);
    const weak = read.ok && read.value.password ? this.passwords.weakness(read.value.password, read.value) : null;
    const form = weak ? refuseField(read, 'password', weak) : read;
    const generated = form.ok && form.value.access === 'password' && form.value.password === null ? this.passwords.generate(post) : null;
    const result = await submitForm(form, ({ access, password, ...fields }) =>
      this.accounts.create(actor, post, fields, access === 'link' ? { by: 'link' } : { by: 'password', password: password ?? generated ?? '' }),
    );
    if (!result.ok) return refused('staff/new', await this.model(result.typed, result.errors));
    if (generated && form.ok) return page('staff/password-shown', { name: form.value.name, password: generated, href: result.location });
    return redirectTo(result.location, { key: form.ok && form.value.access === 'link' ? invited(this.config) : 'staff.flash.created' });
  }

  private async model(values: object, errors: FieldErrors = {}) {
    return { form: { values: { ...values, password: '' }, errors }, roles: await this.roles.options(), ways: WAYS };
  }
}
