import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { CustomersModule } from '../customers/customers.module';
import { GroupsModule } from '../groups/groups.module';
import { StaffModule } from '../staff/staff.module';
import { DemoQueries } from './demo.queries';
import { DemoSeeder } from './demo.seeder';
import { DemoWorldMaker } from './demo.world';

@Module({
  imports: [CustomersModule, GroupsModule, CatalogueModule, StaffModule],
  providers: [DemoQueries, DemoSeeder, DemoWorldMaker],
})
export class DemoModule {}
