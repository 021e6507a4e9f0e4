import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import type { FieldErrors, FormResult, Typed } from '../../kernel/forms/read-form';
import { readForm } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { PICTURE_MAX_BYTES } from '../../kernel/files/pictures';
import { Conflict } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { TakesUpload } from '../../kernel/http/upload';
import { Upload, type UploadedFile } from '../../kernel/http/upload.interceptor';
import { ContactEditForm, ContactForm, LinkEditForm, readContact } from './contact.form';
import { ContactEditor } from './contact-editor.service';
import { ContactForms } from './contact-forms';
import { contactPage, contactValues, NEW_CONTACT } from './contacts.presenter';

const VIEW = 'contacts/edit';
const PICTURE = { field: 'picture', maxBytes: PICTURE_MAX_BYTES };

/** The form of one contact, as a page and in a window (CON-1 to CON-3). */
@Controller('admin/customers/:id/contacts')
@Allow('customers.own')
export class ContactFormController {
  constructor(
    private readonly forms: ContactForms,
    private readonly editor: ContactEditor,
  ) {}

  @Get('new')
  async add(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    return page('contacts/edit', contactPage(await this.forms.forNew(actor, id), { values: NEW_CONTACT }));
  }

  @Post()
  @TakesUpload(PICTURE)
  async create(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown, @Upload() upload: UploadedFile | null): Promise<Reply> {
    const of = await this.forms.forNew(actor, id);
    const read = readContact(ContactForm, body);
    const linking = doOf(body) === 'link';
    const form = await submitForm(read, async (value) => (linking ? this.editor.linkKnown(actor, post, id, value) : this.editor.add(actor, post, id, value, await this.forms.keep(upload))));
    if (form.ok) return redirectTo(form.location, { key: linking ? 'contacts.flash.linked' : 'contacts.flash.added' });
    const known = form.errors.email ? await this.forms.known(actor, id, form.typed) : null;
    return refused(VIEW, contactPage(of, again(form, upload), { known }));
  }

  @Get(':contact/edit')
  async edit(@CurrentActor() actor: StaffActor, @IdParam() id: string, @IdParam('contact') linkId: string): Promise<Reply> {
    const of = await this.forms.forEdit(actor, id, linkId);
    return page('contacts/edit', contactPage(of, { values: contactValues(of.contact) }));
  }

  @Post(':contact')
  @TakesUpload(PICTURE)
  async save(
    @CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('contact') linkId: string,
    @Body() body: unknown, @Upload() upload: UploadedFile | null,
  ): Promise<Reply> {
    const of = await this.forms.forEdit(actor, id, linkId);
    const read: FormResult<ContactEditForm | LinkEditForm> = of.mayEditPerson ? readContact(ContactEditForm, body) : readForm(LinkEditForm, body);
    try {
      const form = await submitForm(read, async (value) => this.editor.edit(actor, post, id, of.contact, value, of.mayEditPerson ? await this.forms.keep(upload) : null));
      if (form.ok) return redirectTo(form.location, { key: 'contacts.flash.edited' });
      return refused(VIEW, contactPage(of, { ...again(form, upload), values: { ...contactValues(of.contact), ...form.typed } }));
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return this.changed(actor, id, linkId, read.typed);
    }
  }

  /** 409: the same form with the words typed, beside what the other one saved; saving again goes over it knowingly. */
  private async changed(actor: StaffActor, id: string, linkId: string, typed: Typed): Promise<Reply> {
    const of = await this.forms.forEdit(actor, id, linkId);
    const values = { ...contactValues(of.contact), ...typed, version: of.contact.version, personVersion: of.contact.person_version };
    return page('contacts/edit', contactPage(of, { values }, { changed: true }), { status: 409 });
  }
}

function doOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, 'do') : undefined;
}

/** A chosen file cannot be put back into a form; the page says so instead of losing it silently. */
function again({ typed, errors }: { typed: Typed; errors: FieldErrors }, upload: UploadedFile | null) {
  return { values: typed, errors: upload && !errors.picture ? { ...errors, picture: { key: 'contacts.errors.pictureAgain' } } : errors };
}
