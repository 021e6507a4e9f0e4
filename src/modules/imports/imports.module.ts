import { Module } from '@nestjs/common';
import { ContactsModule } from '../contacts/contacts.module';
import { CustomersModule } from '../customers/customers.module';
import { StaffModule } from '../staff/staff.module';
import { ImportActors } from './import-actor.queries';
import { ImportChanges } from './import-changes.queries';
import { ImportChoices } from './import-choices.queries';
import { ImportFiles } from './import-files';
import { ImportNumbers } from './import-numbers.queries';
import { ImportPass } from './import-pass';
import { ImportProgress } from './import-progress.queries';
import { ImportRunner } from './import-runner';
import { ImportUploadController } from './import-upload.controller';
import { ImportWriter } from './import-writer.queries';
import { CleanImports } from './imports.job';
import { ImportsController } from './imports.controller';
import { ImportPages } from './imports.pages';
import { ImportsQueries } from './imports.queries';
import { ImportsService } from './imports.service';
import { RejectedRows } from './rejected-rows';

@Module({
  imports: [CustomersModule, ContactsModule, StaffModule],
  controllers: [ImportUploadController, ImportsController],
  providers: [
    CleanImports, ImportActors, ImportChanges, ImportChoices, ImportFiles, ImportNumbers, ImportPages, ImportPass, ImportProgress, ImportRunner, ImportsQueries, ImportsService, ImportWriter, RejectedRows,
  ],
  exports: [CleanImports, ImportRunner],
})
export class ImportsModule {}
