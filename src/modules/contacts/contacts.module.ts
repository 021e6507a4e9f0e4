import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CustomersModule } from '../customers/customers.module';
import { Contact } from './contact.entity';
import { ContactsService } from './contacts.service';
import { CustomerContact } from './customer-contact.entity';

@Module({
  imports: [TypeOrmModule.forFeature([Contact, CustomerContact]), CustomersModule],
  providers: [ContactsService],
  exports: [ContactsService],
})
export class ContactsModule {}
