import { Controller, Get } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { IdParam } from '../../../kernel/http/id-param';
import { page, type Reply } from '../../../kernel/http/reply';
import { activityLines } from '../../activity/activity.presenter';
import { ActivityQueries } from '../../activity/activity.queries';
import { ActivityWords } from '../../activity/activity.words';
import { CustomerPage } from './customer-page';
import { addressesModel, summaryModel } from './customer-page.presenter';
import { ADDRESS_COUNT, CustomerPageQueries } from './customer-page.queries';
import { CustomerSummary } from './customer-summary';
import { CustomerTabs } from './customer-tabs';
import { noteModel } from '../notes/notes.presenter';
import { NoteQueries } from '../notes/notes.queries';

const NEWEST_NOTES = 3;
const NEWEST_ENTRIES = 5;

/** The customer page: the tabs Summary and Addresses (CUS-21). */
@Controller('admin/customers/:id')
@Allow('customers.own')
export class CustomerPageController {
  constructor(
    private readonly customers: CustomerPage,
    private readonly queries: CustomerPageQueries,
    private readonly notes: NoteQueries,
    private readonly activity: ActivityQueries,
    private readonly words: ActivityWords,
    private readonly summary: CustomerSummary,
    tabs: CustomerTabs,
  ) {
    tabs.add({ key: '', label: 'customers.tabs.summary', order: 10, count: null }, { key: 'addresses', label: 'customers.tabs.addresses', order: 130, count: ADDRESS_COUNT });
  }

  @Get()
  async show(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    const { row, context, header } = await this.customers.open(actor, id, '');
    const [notes, entries, parts] = await Promise.all([
      this.notes.list(id, NEWEST_NOTES), this.activity.ofCustomer(id, { kind: null, actor: null }, NEWEST_ENTRIES), this.summary.load(actor, id),
    ]);
    const lines = activityLines(entries, this.words, context.language);
    return page('customers/show/summary', { ...header, ...summaryModel(context, row), notes: notes.map(noteModel), lines, parts });
  }

  @Get('addresses')
  async addresses(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    const { row, context, header } = await this.customers.open(actor, id, 'addresses');
    return page('customers/show/addresses', { ...header, ...addressesModel(context, row, await this.queries.shippingAddresses(id)) });
  }
}
