import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import type { FormResult, Typed } from '../../kernel/forms/read-form';
import { readForm } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { PICTURE_MAX_BYTES } from '../../kernel/files/pictures';
import { Conflict } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { TakesUpload } from '../../kernel/http/upload';
import { Upload, type UploadedFile } from '../../kernel/http/upload.interceptor';
import { ContactEditForm, LinkEditForm, readContact } from './contact.form';
import { ContactEditor } from './contact-editor.service';
import { ContactForms } from './contact-forms';
import { again, contactPage, contactValues, passwordShown } from './contacts.presenter';
import { LoginChoices, type ReadLogin } from './logins/login-choices';

const PICTURE = { field: 'picture', maxBytes: PICTURE_MAX_BYTES };

/** The form of a contact that exists, as a page and in a window (CON-1 to CON-3, CON-11). */
@Controller('admin/customers/:id/contacts/:contact')
@Allow('customers.own')
export class ContactFormController {
  constructor(
    private readonly forms: ContactForms,
    private readonly editor: ContactEditor,
    private readonly logins: LoginChoices,
  ) {}

  @Get('edit')
  async edit(@CurrentActor() actor: StaffActor, @IdParam() id: string, @IdParam('contact') linkId: string): Promise<Reply> {
    const of = await this.forms.forEdit(actor, id, linkId);
    return page('contacts/edit', contactPage(of, { values: contactValues(of.contact) }));
  }

  @Post()
  @TakesUpload(PICTURE)
  async save(
    @CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('contact') linkId: string,
    @Body() body: unknown, @Upload() upload: UploadedFile | null,
  ): Promise<Reply> {
    const of = await this.forms.forEdit(actor, id, linkId);
    const { form, way, generated } = this.read(of.mayEditPerson, body, post);
    try {
      const done = await submitForm(form, async (value) => this.editor.edit(actor, post, id, of.contact, value, { picture: of.mayEditPerson ? await this.forms.keep(upload) : null, way }));
      if (!done.ok) return refused('contacts/edit', contactPage(of, again({ ...done, typed: { ...contactValues(of.contact), ...done.typed } }, upload)));
      if (generated) return passwordShown(of.customer, form.typed, generated, done.location);
      return redirectTo(done.location, { key: 'contacts.flash.edited' });
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return this.changed(actor, id, linkId, form.typed);
    }
  }

  private read(mayEditPerson: boolean, body: unknown, post: Sending): ReadLogin<ContactEditForm | LinkEditForm> {
    if (mayEditPerson) return this.logins.read(readContact(ContactEditForm, body), post);
    const form: FormResult<LinkEditForm> = readForm(LinkEditForm, body);
    return { form, way: { by: 'none' }, generated: null };
  }

  /** 409: the same form with the words typed, beside what the other one saved; saving again goes over it knowingly. */
  private async changed(actor: StaffActor, id: string, linkId: string, typed: Typed): Promise<Reply> {
    const of = await this.forms.forEdit(actor, id, linkId);
    const values = { ...contactValues(of.contact), ...typed, version: of.contact.version, personVersion: of.contact.person_version };
    return page('contacts/edit', contactPage(of, { values }, { changed: true }), { status: 409 });
  }
}
