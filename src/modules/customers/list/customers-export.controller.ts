import { Readable } from 'node:stream';
import { Controller, Get, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { csvStream } from '../../../kernel/csv/csv-writer';
import { isId } from '../../../kernel/http/id-param';
import { download, page, type Reply } from '../../../kernel/http/reply';
import { addressOf, FIRST, readListState, stateQuery, type ListState } from '../../../kernel/table/list-state';
import { shownColumns } from '../../../kernel/table/list-view';
import { BulkActions } from '../bulk/bulk.service';
import { CustomerFilterQueries } from './customer-filters.queries';
import { ALL_COLUMNS, exportColumns } from './customers-export.columns';
import { CustomersExportQueries, type ExportSource } from './customers-export.queries';
import { CustomersListQueries } from './customers-list.queries';
import { ExportSlots } from './export-slots';
import { ListReaders } from './customers-list.reader';
import { CUSTOMERS_TABLE } from './customers.table';

/** The customers as a file: what the list shows, or what was ticked (EXP-1). */
@Controller()
@Allow('customers.export')
export class CustomersExportController {
  private readonly slots = new ExportSlots();

  constructor(
    private readonly bulk: BulkActions,
    private readonly filters: CustomerFilterQueries,
    private readonly lists: CustomersListQueries,
    private readonly queries: CustomersExportQueries,
    private readonly readers: ListReaders,
  ) {}

  /** Asks which columns. */
  @Get('admin/customers/export')
  ask(@CurrentActor() actor: StaffActor, @Query() query: unknown): Reply {
    const { words } = this.readers.of(actor);
    const state: ListState = { ...readListState(CUSTOMERS_TABLE, query), place: FIRST };
    const hidden = Object.entries(stateQuery(state)).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })));
    return page('customers/list/export', { hidden, back: addressOf(CUSTOMERS_TABLE, state), choices: ['all', 'shown'].map((value) => ({ value, label: words(`customers.export.choices.${value}`) })), form: { values: { columns: 'all' } } });
  }

  @Get('admin/customers.csv')
  async file(@CurrentActor() actor: StaffActor, @Query() query: unknown): Promise<Reply> {
    const state = readListState(CUSTOMERS_TABLE, query);
    const asked = query as Readonly<Record<string, unknown>>;
    const shown = asked.columns === 'shown' ? shownColumns(CUSTOMERS_TABLE, state.columns ?? (await this.filters.furniture(actor)).columns).map(({ key }) => key) : null;
    const columns = shown ? exportColumns(shown) : ALL_COLUMNS;
    const source = await this.source(actor, state, asked.bulk);
    const rows = this.queries.rows(actor, source, columns);
    const content = this.slots.hold(Readable.from(csvStream(columns.map(({ name }) => name), rows)));
    return download('customers.csv', content, 'text/csv; charset=utf-8');
  }

  private async source(actor: StaffActor, state: ListState, bulk: unknown): Promise<ExportSource> {
    if (isId(bulk)) {
      await this.bulk.of(actor, bulk);
      return { where: null, ids: await this.queries.ids({ sql: 'SELECT customer_id AS id FROM bulk_action_items WHERE bulk_action_id = ?', params: [bulk] }) };
    }
    const { where, ids } = await this.lists.source(actor, state);
    return ids ? { where: null, ids: await this.queries.ids(ids) } : { where, ids: null };
  }
}
