import { Module } from '@nestjs/common';
import { FileOwners } from '../../kernel/files/file-owners';
import { AreaCards } from '../../kernel/http/area-cards';
import { AreaNavigation } from '../../kernel/http/area-navigation';
import { ActivityWords } from '../activity/activity.words';
import { CustomersModule } from '../customers/customers.module';
import { CustomerTabs } from '../customers/page/customer-tabs';
import { CustomerTrash } from '../customers/trash/customer-trash';
import { AreaFilesController } from './area-files.controller';
import { filesCard } from './area-files.card';
import { AreaFilesService } from './area-files.service';
import { CustomerFileEditController } from './customer-file-edit.controller';
import { customerFileTrash } from './customer-file-trash';
import { CustomerFilesController } from './customer-files.controller';
import { CustomerFileQueries, FILE_COUNT } from './customer-files.queries';
import { CustomerFilesService } from './customer-files.service';
import { FileUploads } from './file-uploads.service';

/** Files of customers, for staff and in the customers area: tab, menu, trash and the words of the log are registered here. */
@Module({
  imports: [CustomersModule],
  controllers: [CustomerFilesController, CustomerFileEditController, AreaFilesController],
  providers: [AreaFilesService, CustomerFileQueries, CustomerFilesService, FileUploads],
})
export class CustomerFilesModule {
  constructor(service: AreaFilesService, queries: CustomerFileQueries, cards: AreaCards, tabs: CustomerTabs, menu: AreaNavigation, trash: CustomerTrash, owners: FileOwners, words: ActivityWords) {
    tabs.add({ key: 'files', label: 'files.title', order: 140, count: FILE_COUNT });
    menu.add('main', { key: 'files', label: 'files.title', href: '/files', needs: 'any', order: 80 });
    cards.add({ key: 'files', order: 40, needs: 'any', load: (contact) => filesCard(service, contact) });
    trash.addPart(customerFileTrash);
    words.add('customer_file', { icon: 'paperclip', fields: 'files.fields', value: (field, value) => (field === 'shared' && typeof value === 'string' ? { key: `files.shared.${value}` } : null) });
    // They are saved from their own addresses only, never shown where pictures are.
    owners.join({ name: 'customer files', maySee: async () => false, inUse: (fileIds) => queries.among(fileIds) });
  }
}
