import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { submitForm } from '../../kernel/forms/submit';
import { PICTURE_MAX_BYTES } from '../../kernel/files/pictures';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { TakesUpload } from '../../kernel/http/upload';
import { Upload, type UploadedFile } from '../../kernel/http/upload.interceptor';
import { ContactForm, readContact } from './contact.form';
import { ContactEditor } from './contact-editor.service';
import { ContactForms } from './contact-forms';
import { again, contactPage, newContact, passwordShown } from './contacts.presenter';
import { LoginChoices } from './logins/login-choices';

const PICTURE = { field: 'picture', maxBytes: PICTURE_MAX_BYTES };
/** What the buttons of the form do. */
const DONE: Readonly<Record<string, string>> = { save: 'contacts.flash.added', link: 'contacts.flash.linked', ask: 'contacts.flash.asked' };

/** A new contact, as a page and in a window (CON-1, CON-2, CON-6, CON-9). */
@Controller('admin/customers/:id/contacts')
@Allow('customers.own')
export class ContactNewController {
  constructor(
    private readonly forms: ContactForms,
    private readonly editor: ContactEditor,
    private readonly logins: LoginChoices,
  ) {}

  @Get('new')
  async add(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    const of = await this.forms.forNew(actor, id);
    return page('contacts/edit', contactPage(of, { values: newContact(of.permissions) }));
  }

  @Post()
  @TakesUpload(PICTURE)
  async create(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown, @Upload() upload: UploadedFile | null): Promise<Reply> {
    const of = await this.forms.forNew(actor, id);
    const { form, way, generated } = this.logins.read(readContact(ContactForm, body), post);
    const button = buttonOf(body);
    const done = await submitForm(form, async (value) => {
      if (button === 'link') return this.editor.linkKnown(actor, post, id, value);
      if (button === 'ask') return this.editor.ask(actor, post, id, value);
      return this.editor.add(actor, post, id, value, { picture: await this.forms.keep(upload), way });
    });
    if (done.ok && generated && button === 'save') return passwordShown(of.customer, form.typed, generated, done.location);
    if (done.ok) return redirectTo(done.location, { key: DONE[button] });
    const taken = done.errors.email?.key === 'contacts.errors.emailTaken';
    const known = done.errors.email ? await this.forms.known(actor, id, done.typed) : null;
    return refused('contacts/edit', contactPage(of, again(done, upload), { known, askable: taken }));
  }
}

function buttonOf(body: unknown): string {
  const sent: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'do') : undefined;
  return sent === 'link' || sent === 'ask' ? sent : 'save';
}
