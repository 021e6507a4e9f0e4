import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CustomerRelations } from './customer-relations';
import { CustomerSearch } from './customer-search';
import { Customer } from './customer.entity';
import { CustomersService } from './customers.service';

@Module({
  imports: [TypeOrmModule.forFeature([Customer])],
  providers: [CustomerRelations, CustomerSearch, CustomersService],
  exports: [CustomerRelations, CustomerSearch, CustomersService],
})
export class CustomersModule {}
