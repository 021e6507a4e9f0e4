import { Controller, Get, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { IdParam } from '../../../kernel/http/id-param';
import { page, type Reply } from '../../../kernel/http/reply';
import { activityModel, ENTRIES_SHOWN, readActor } from '../../activity/activity.presenter';
import { ActivityQueries, type ActivityCursor } from '../../activity/activity.queries';
import { ActivityWords } from '../../activity/activity.words';
import { customerWords } from './customer-activity.words';
import { CustomerPage } from './customer-page';
import { readCursor } from './customer-page.cursor';
import { CustomerTabs } from './customer-tabs';

/** The tab Activity of a customer: who did what and when, with old and new values (CUS-23). */
@Controller('admin/customers/:id/activity')
@Allow('customers.own')
export class CustomerActivityController {
  constructor(
    private readonly customers: CustomerPage,
    private readonly queries: ActivityQueries,
    private readonly words: ActivityWords,
    tabs: CustomerTabs,
  ) {
    tabs.add({ key: 'activity', label: 'customers.tabs.activity', order: 160, count: null });
    words.add('customer', customerWords);
    words.add('note', { icon: 'note', fields: 'customers.notes.fields' });
    words.add('customer_admin', { icon: 'user-shield', fields: 'customers.fields' });
  }

  @Get()
  async list(@CurrentActor() actor: StaffActor, @IdParam() id: string, @Query() query: Record<string, unknown>): Promise<Reply> {
    const { header, context } = await this.customers.open(actor, id, 'activity');
    const choices = await this.queries.choices(id);
    const filter = { kind: choices.kinds.find((kind) => kind === query.kind) ?? null, actor: readActor(query.person) };
    const cursor = cursorOf(query);
    const rows = await this.queries.ofCustomer(id, filter, ENTRIES_SHOWN + 1, cursor);
    const model = activityModel(`/admin/customers/${id}/activity`, rows, cursor, filter, choices, this.words, context.language);
    return page('customers/show/activity', { ...header, ...model });
  }
}

function cursorOf(query: unknown): ActivityCursor | null {
  const [before, after] = [readCursor(query, 'before'), readCursor(query, 'after')];
  if (before !== null) return { id: before, direction: 'older' };
  return after === null ? null : { id: after, direction: 'newer' };
}
