import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CustomerRelations } from './customer-relations';
import { CustomerSearch } from './customer-search';
import { CustomerTabs } from './customer-tabs';
import { CustomerTrash } from './customer-trash';
import { Customer } from './customer.entity';
import { CustomerFilterQueries } from './customer-filters.queries';
import { CustomersListController } from './customers-list.controller';
import { CustomersListQueries } from './customers-list.queries';
import { ListReaders } from './customers-list.reader';
import { CustomersService } from './customers.service';

@Module({
  imports: [TypeOrmModule.forFeature([Customer])],
  controllers: [CustomersListController],
  providers: [CustomerFilterQueries, CustomersListQueries, ListReaders, CustomerRelations, CustomerSearch, CustomersService, CustomerTabs, CustomerTrash],
  exports: [CustomerRelations, CustomerSearch, CustomersService, CustomerTabs, CustomerTrash],
})
export class CustomersModule {}
