import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FileOwners } from '../../kernel/files/file-owners';
import { BaseCurrency } from '../settings/base-currency';
import { GroupsModule } from '../groups/groups.module';
import { ActivationController } from './page/activation.controller';
import { CustomerActivation } from './page/activation.service';
import { BulkController } from './bulk/bulk.controller';
import { BulkJob } from './bulk/bulk.job';
import { BulkQueries } from './bulk/bulk.queries';
import { BulkRunner } from './bulk/bulk-runner';
import { BulkActions } from './bulk/bulk.service';
import { CustomerActivityController } from './page/customer-activity.controller';
import { CustomerAdminsController } from './admins/customer-admins.controller';
import { CustomerAdminQueries } from './admins/customer-admins.queries';
import { CustomerHandover } from './admins/customer-handover';
import { CustomerHandoverRows } from './admins/customer-handover.queries';
import { CustomerAdminsService } from './admins/customer-admins.service';
import { CustomerConflictPage } from './steps/customer-conflict.page';
import { ConflictWords } from './steps/customer-conflict.words';
import { rankAfterBaseChange } from './customer-currency';
import { CustomerDraftSave } from './steps/customer-draft.save';
import { CustomerDrafts } from './steps/customer-draft.service';
import { CustomerEditRules } from './customer-edit-rules';
import { CustomerEditController } from './steps/customer-edit.controller';
import { CustomerEditQueries } from './steps/customer-edit.queries';
import { CustomerNewController } from './steps/customer-new.controller';
import { CustomerNewGroup } from './steps/customer-new-group';
import { CustomerPage } from './page/customer-page';
import { CustomerAccess } from './page/customer-page.access';
import { CustomerPageController } from './page/customer-page.controller';
import { CustomerPageQueries } from './page/customer-page.queries';
import { CustomerRelations } from './customer-relations';
import { CustomerSearch } from './customer-search';
import { CustomerSearchCatchUp } from './customer-search.job';
import { CustomerSummary } from './page/customer-summary';
import { CustomerTabs } from './page/customer-tabs';
import { CustomerTrash } from './trash/customer-trash';
import { CustomerSteps } from './steps/customer-steps';
import { AddressStep } from './steps/customer-steps.address';
import { FinanceStep } from './steps/customer-steps.finance';
import { GeneralStep } from './steps/customer-steps.general';
import { CustomerStepPages } from './steps/customer-steps.pages';
import { CustomerStepTaking } from './steps/customer-steps.taking';
import { CustomerStepChoices } from './steps/customer-steps.queries';
import { StaffModule } from '../staff/staff.module';
import { Customer } from './customer.entity';
import { CustomerFilterQueries } from './list/customer-filters.queries';
import { CustomerPicker } from './list/customer-picker';
import { CustomersExportController } from './list/customers-export.controller';
import { CustomersExportQueries } from './list/customers-export.queries';
import { CustomersListController } from './list/customers-list.controller';
import { CustomersListQueries } from './list/customers-list.queries';
import { ListReaders } from './list/customers-list.reader';
import { CustomersService } from './customers.service';
import { ListPreferencesController } from './list/list-preferences.controller';
import { ListPreferences } from './list/list-preferences.service';
import { SavedViewsController } from './list/saved-views.controller';
import { SavedViews } from './list/saved-views.service';
import { Drafts } from './steps/drafts.queries';
import { NewCustomerNews } from './news/new-customer-news';
import { NotesController } from './notes/notes.controller';
import { NoteQueries } from './notes/notes.queries';
import { NotesService } from './notes/notes.service';
import { TrashController } from './trash/trash.controller';
import { PurgeTrash } from './trash/trash.job';
import { TrashQueries } from './trash/trash.queries';
import { TrashService } from './trash/trash.service';

/** The form in which customers are made and edited. */
const STEPS = [
  AddressStep, ConflictWords, CustomerConflictPage, CustomerDrafts, CustomerDraftSave, CustomerEditQueries, CustomerEditRules, CustomerNewGroup,
  CustomerStepChoices, CustomerStepPages, CustomerSteps, CustomerStepTaking, Drafts, FinanceStep, GeneralStep,
];

/** The list and what is done with many customers at once. */
const LIST = [
  BulkActions, BulkJob, BulkQueries, BulkRunner, CustomerFilterQueries, CustomerPicker, CustomersExportQueries, CustomersListQueries, ListPreferences, ListReaders, SavedViews,
];
const LIST_CONTROLLERS = [CustomersListController, CustomersExportController, ListPreferencesController, SavedViewsController, BulkController];

/** The page of a customer with its tabs, and the trash. */
const PAGE = [
  CustomerAccess, CustomerActivation, CustomerAdminQueries, CustomerAdminsService, CustomerHandover, CustomerHandoverRows, CustomerPage, CustomerPageQueries, CustomerSummary, CustomerTabs, CustomerTrash,
  NoteQueries, NotesService, PurgeTrash, TrashQueries, TrashService,
];
/** `trash` must be met before the page takes it for an id. */
const PAGE_CONTROLLERS = [TrashController, NotesController, CustomerAdminsController, CustomerActivityController, ActivationController, CustomerPageController];

@Module({
  imports: [TypeOrmModule.forFeature([Customer]), GroupsModule, StaffModule],
  // `new` and `steps` must be met before the customer's own page takes them for an id.
  controllers: [CustomerNewController, CustomerEditController, ...LIST_CONTROLLERS, ...PAGE_CONTROLLERS],
  providers: [NewCustomerNews, ...STEPS, ...PAGE, ...LIST, CustomerRelations, CustomerSearch, CustomerSearchCatchUp, CustomersService],
  exports: [AddressStep, ConflictWords, CustomerEditQueries, NewCustomerNews, BulkJob, CustomerSearchCatchUp, CustomerAccess, CustomerActivation, CustomerAdminsService, CustomerPage, CustomerPicker, CustomerSummary, PurgeTrash, CustomerEditRules, CustomerSteps, Drafts, CustomerRelations, CustomerSearch, CustomersService, CustomerTabs, CustomerTrash],
})
export class CustomersModule {
  constructor(steps: CustomerSteps, general: GeneralStep, finance: FinanceStep, address: AddressStep, files: FileOwners, customers: CustomerEditQueries, drafts: Drafts, base: BaseCurrency) {
    for (const step of [general, finance, address]) steps.add(step);
    base.onChange(rankAfterBaseChange);
    files.join({
      name: 'customers',
      maySee: async (actor, fileId) => (await customers.showsPicture(actor, fileId)) || (await drafts.picturesAmong([fileId], actor.id)).length > 0,
      inUse: async (fileIds) => [...(await customers.picturesAmong(fileIds)), ...(await drafts.picturesAmong(fileIds))],
    });
  }
}
