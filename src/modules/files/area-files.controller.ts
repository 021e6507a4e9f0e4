import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { AllowContacts, CurrentContact } from '../../kernel/access/allow';
import type { ContactActor } from '../../kernel/access/contact-actor';
import { ATTACHMENT_MAX_BYTES, Attachments } from '../../kernel/files/attachments';
import { readForm } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { attachment, page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { TakesUpload } from '../../kernel/http/upload';
import { Uploads, type UploadedFile } from '../../kernel/http/upload.interceptor';
import type { FormShown } from '../../kernel/views/form';
import { readCursor } from '../customers/page/customer-page.cursor';
import { SettingsStore } from '../settings/settings.store';
import { AreaFilesService, contactAt } from './area-files.service';
import { FILES_AT_ONCE } from './customer-file';
import { OwnFilesForm } from './customer-file.form';
import { areaFileList, FILES_SHOWN } from './customer-files.presenter';

/**
 * Files in the customers area. The list is that of the current customer (PER-1). One file is authorised by the link to its own
 * customer, whatever is current (CON-2): an address in a mail opens for whoever may see the file, without the switcher; the
 * service asks what is open there.
 */
@Controller('files')
@AllowContacts()
export class AreaFilesController {
  constructor(
    private readonly files: AreaFilesService,
    private readonly settings: SettingsStore,
    private readonly attachments: Attachments,
  ) {}

  @Get()
  @AllowContacts('any')
  async list(@CurrentContact() contact: ContactActor, @Query() query: unknown): Promise<Reply> {
    return page('files/area', await this.model(contact, readCursor(query, 'before'), { values: {} }));
  }

  @Post()
  @TakesUpload({ field: 'files', maxBytes: ATTACHMENT_MAX_BYTES, maxFiles: FILES_AT_ONCE })
  async add(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @Body() body: unknown, @Uploads() uploads: readonly UploadedFile[]): Promise<Reply> {
    const read = readForm(OwnFilesForm, body);
    const there = contactAt(contact, String(read.typed.customerId));
    const form = await submitForm(read, (value) => this.files.add(there, post, uploads, value));
    if (!form.ok) return refused('files/area', await this.model(there, null, { values: form.typed, errors: form.errors }));
    return redirectTo(form.location, { key: 'files.flash.added', params: { count: uploads.length } });
  }

  @Get(':file')
  async save(@CurrentContact() contact: ContactActor, @IdParam('file') id: string): Promise<Reply> {
    const file = await this.files.one(contact, id);
    return attachment(file.name, await this.attachments.open(file.fileId), file.bytes);
  }

  @Post(':file/deletion')
  async delete(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @IdParam('file') id: string): Promise<Reply> {
    return redirectTo(await this.files.delete(contact, post, id), { key: 'files.flash.deleted', undo: { action: `/files/${id}/restoration` } });
  }

  @Post(':file/restoration')
  async restore(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @IdParam('file') id: string): Promise<Reply> {
    return redirectTo(await this.files.restore(contact, post, id), { key: 'files.flash.restored' });
  }

  private async model(contact: ContactActor, before: string | null, form: FormShown): Promise<object> {
    return { ...areaFileList(contact, this.settings.all(), await this.files.list(contact, FILES_SHOWN + 1, before), before), form };
  }
}
