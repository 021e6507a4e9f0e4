import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CustomerRelations } from './customer-relations';
import { CustomerSearch } from './customer-search';
import { CustomerTabs } from './customer-tabs';
import { CustomerTrash } from './customer-trash';
import { Customer } from './customer.entity';
import { CustomersService } from './customers.service';

@Module({
  imports: [TypeOrmModule.forFeature([Customer])],
  providers: [CustomerRelations, CustomerSearch, CustomersService, CustomerTabs, CustomerTrash],
  exports: [CustomerRelations, CustomerSearch, CustomersService, CustomerTabs, CustomerTrash],
})
export class CustomersModule {}
