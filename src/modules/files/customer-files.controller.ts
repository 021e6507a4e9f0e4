import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { ATTACHMENT_MAX_BYTES, Attachments } from '../../kernel/files/attachments';
import { readForm } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { attachment, page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { TakesUpload } from '../../kernel/http/upload';
import { Uploads, type UploadedFile } from '../../kernel/http/upload.interceptor';
import type { FormShown } from '../../kernel/views/form';
import { CustomerAccess } from '../customers/page/customer-page.access';
import { CustomerPage } from '../customers/page/customer-page';
import { readCursor } from '../customers/page/customer-page.cursor';
import { FILES_AT_ONCE } from './customer-file';
import { NewFilesForm } from './customer-file.form';
import { fileList, FILES_SHOWN, NEW_FILE_CHOICES } from './customer-files.presenter';
import { CustomerFileQueries, filesOf } from './customer-files.queries';
import { CustomerFilesService } from './customer-files.service';

/** The tab Files of a customer: what there is, adding, saving to one's own disk, deleting (CUS-21). */
@Controller('admin/customers/:id/files')
@Allow('customers.own')
export class CustomerFilesController {
  constructor(
    private readonly customers: CustomerPage,
    private readonly access: CustomerAccess,
    private readonly queries: CustomerFileQueries,
    private readonly files: CustomerFilesService,
    private readonly attachments: Attachments,
  ) {}

  @Get()
  async list(@CurrentActor() actor: StaffActor, @IdParam() id: string, @Query() query: unknown): Promise<Reply> {
    return page('files/of-customer', await this.model(actor, id, readCursor(query, 'before'), { values: { shared: 'staff' } }));
  }

  @Post()
  @TakesUpload({ field: 'files', maxBytes: ATTACHMENT_MAX_BYTES, maxFiles: FILES_AT_ONCE })
  async add(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown, @Uploads() uploads: readonly UploadedFile[]): Promise<Reply> {
    await this.access.demand(actor, id, 'edit');
    const form = await submitForm(readForm(NewFilesForm, body), (value) => this.files.add(actor, post, id, uploads, value));
    if (!form.ok) return refused('files/of-customer', await this.model(actor, id, null, { values: form.typed, errors: form.errors }));
    return redirectTo(form.location, { key: 'files.flash.added', params: { count: uploads.length } });
  }

  @Get(':file')
  async save(@CurrentActor() actor: StaffActor, @IdParam() id: string, @IdParam('file') fileId: string): Promise<Reply> {
    await this.access.see(actor, id);
    const file = await this.queries.one(fileId, filesOf(id));
    return attachment(file.name, await this.attachments.open(file.fileId), file.bytes);
  }

  @Post(':file/deletion')
  async delete(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('file') fileId: string): Promise<Reply> {
    const location = await this.files.delete(actor, post, id, fileId);
    return redirectTo(location, { key: 'files.flash.deleted', undo: { action: `${location}/${fileId}/restoration` } });
  }

  @Post(':file/restoration')
  async restore(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('file') fileId: string): Promise<Reply> {
    return redirectTo(await this.files.restore(actor, post, id, fileId), { key: 'files.flash.restored' });
  }

  private async model(actor: StaffActor, id: string, before: string | null, form: FormShown): Promise<object> {
    const { header } = await this.customers.open(actor, id, 'files');
    return { ...header, ...fileList(`/admin/customers/${id}/files`, await this.queries.list(filesOf(id), FILES_SHOWN + 1, before), before), choices: NEW_FILE_CHOICES, form };
  }
}
