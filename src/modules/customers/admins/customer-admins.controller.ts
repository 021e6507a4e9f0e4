import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { readForm } from '../../../kernel/forms/read-form';
import { submitForm } from '../../../kernel/forms/submit';
import { IdParam } from '../../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import type { FormShown } from '../../../kernel/views/form';
import { CustomerAdminForm } from './customer-admins.form';
import { CustomerAdminQueries } from './customer-admins.queries';
import { CustomerAdminsService } from './customer-admins.service';
import { CustomerPage } from '../page/customer-page';
import { CustomerAccess } from '../page/customer-page.access';
import { ADMIN_COUNT } from '../page/customer-page.queries';
import { CustomerTabs } from '../page/customer-tabs';

/** The tab Customer admins of a customer (CUS-24). */
@Controller('admin/customers/:id/admins')
@Allow('customers.own')
export class CustomerAdminsController {
  constructor(
    private readonly customers: CustomerPage,
    private readonly access: CustomerAccess,
    private readonly queries: CustomerAdminQueries,
    private readonly admins: CustomerAdminsService,
    tabs: CustomerTabs,
  ) {
    tabs.add({ key: 'admins', label: 'customers.tabs.admins', order: 150, count: ADMIN_COUNT });
  }

  @Get()
  async list(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    return page('customers/admins', await this.model(actor, id, { values: {} }));
  }

  @Post()
  async add(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    await this.access.demand(actor, id, 'manageAdmins');
    const form = await submitForm(readForm(CustomerAdminForm, body), ({ staffId }) => this.admins.add(actor, post, id, staffId));
    if (!form.ok) return refused('customers/admins', await this.model(actor, id, { values: form.typed, errors: form.errors }));
    return redirectTo(form.location, { key: 'customers.admins.flash.added' });
  }

  @Post(':staff/removal')
  async remove(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('staff') staffId: string): Promise<Reply> {
    return redirectTo(await this.admins.remove(actor, post, id, staffId), { key: 'customers.admins.flash.removed' });
  }

  private async model(actor: StaffActor, id: string, form: FormShown): Promise<object> {
    const { header } = await this.customers.open(actor, id, 'admins');
    const mayManage = header.customer.can.manageAdmins;
    const [rows, others] = await Promise.all([this.queries.list(id), mayManage ? this.queries.others(id) : []]);
    return {
      ...header,
      admins: rows.map((row) => ({ id: String(row.id), name: row.name, email: row.email, active: Number(row.active) === 1, since: row.created_at })),
      others: others.map((one) => ({ value: String(one.id), label: one.name })),
      form,
    };
  }
}
