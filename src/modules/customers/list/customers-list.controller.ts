import { Controller, Get, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { Navigation } from '../../../kernel/http/navigation';
import { page, type Reply } from '../../../kernel/http/reply';
import { readListState } from '../../../kernel/table/list-state';
import { CustomerFilterQueries } from './customer-filters.queries';
import { ListReaders } from './customers-list.reader';
import { listModel } from './customers-list.presenter';
import { CustomersListQueries } from './customers-list.queries';
import { CUSTOMERS_TABLE } from './customers.table';

@Controller('admin/customers')
export class CustomersListController {
  constructor(
    private readonly filters: CustomerFilterQueries,
    private readonly queries: CustomersListQueries,
    private readonly readers: ListReaders,
    navigation: Navigation,
  ) {
    const { path } = CUSTOMERS_TABLE;
    navigation.searchAt({ needs: 'customers.own', action: path, label: 'customers.list.search' });
    navigation.add('sales', {
      key: 'customers', label: 'customers.title', href: path, icon: 'users', shortcut: 'g c', needs: 'customers.own', order: 10,
      children: [
        { key: 'customers-person', label: 'customers.list.title.person', href: `${path}?type=person`, needs: 'customers.own', order: 1 },
        { key: 'customers-company', label: 'customers.list.title.company', href: `${path}?type=company`, needs: 'customers.own', order: 2 },
      ],
    });
  }

  @Get()
  @Allow('customers.own')
  async list(@CurrentActor() actor: StaffActor, @Query() query: unknown): Promise<Reply> {
    const state = readListState(CUSTOMERS_TABLE, query);
    const furniture = await this.filters.furniture(actor);
    const found = await this.queries.page(actor, state, furniture.total);
    return page('customers/list', listModel(this.readers.of(actor), state, furniture, found));
  }
}
