import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { readForm, type FormResult } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { ChangedMeanwhile } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import type { FormShown } from '../../kernel/views/form';
import { CustomerAccess } from '../customers/page/customer-page.access';
import type { CustomerFile } from './customer-file';
import { CustomerFileForm } from './customer-file.form';
import { filePage } from './customer-files.presenter';
import { CustomerFileQueries } from './customer-files.queries';
import { CustomerFilesService } from './customer-files.service';

/** Names a file of a customer and says who sees it. */
@Controller('admin/customers/:id/files')
@Allow('customers.own')
export class CustomerFileEditController {
  constructor(
    private readonly access: CustomerAccess,
    private readonly queries: CustomerFileQueries,
    private readonly files: CustomerFilesService,
  ) {}

  @Get(':file/edit')
  async edit(@CurrentActor() actor: StaffActor, @IdParam() id: string, @IdParam('file') fileId: string): Promise<Reply> {
    const file = await this.files.demand(actor, id, fileId);
    return page('files/edit', await this.model(actor, id, file, { values: { name: file.name, shared: file.shared, contacts: file.contacts.map((contact) => contact.id), version: file.version } }));
  }

  @Post(':file')
  async save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('file') fileId: string, @Body() body: unknown): Promise<Reply> {
    const file = await this.files.demand(actor, id, fileId);
    const read = readForm(CustomerFileForm, body);
    try {
      const form = await submitForm(read, (value) => this.files.edit(actor, post, id, fileId, value));
      if (!form.ok) return refused('files/edit', await this.model(actor, id, file, { values: form.typed, errors: form.errors }));
      return redirectTo(form.location, { key: 'files.flash.edited' });
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      return this.changed(actor, id, fileId, read);
    }
  }

  /** 409: the same form with what was typed, beside a word that it has changed; saving again goes over it knowingly. */
  private async changed(actor: StaffActor, id: string, fileId: string, { typed }: FormResult<CustomerFileForm>): Promise<Reply> {
    const file = await this.files.demand(actor, id, fileId);
    return page('files/edit', { ...(await this.model(actor, id, file, { values: { ...typed, version: file.version } })), changed: true }, { status: 409 });
  }

  private async model(actor: StaffActor, id: string, file: CustomerFile, form: FormShown) {
    const [customer, contacts] = await Promise.all([this.access.see(actor, id), this.queries.contacts(id)]);
    return filePage(customer, file, contacts, form);
  }
}
