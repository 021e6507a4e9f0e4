import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FileOwners } from '../../kernel/files/file-owners';
import { BaseCurrency } from '../settings/base-currency';
import { GroupsModule } from '../groups/groups.module';
import { ActivationController } from './activation.controller';
import { CustomerActivation } from './activation.service';
import { BulkController } from './bulk.controller';
import { BulkJob } from './bulk.job';
import { BulkQueries } from './bulk.queries';
import { BulkRunner } from './bulk-runner';
import { BulkActions } from './bulk.service';
import { CustomerActivityController } from './customer-activity.controller';
import { CustomerAdminsController } from './customer-admins.controller';
import { CustomerAdminQueries } from './customer-admins.queries';
import { CustomerAdminsService } from './customer-admins.service';
import { CustomerConflictPage } from './customer-conflict.page';
import { ConflictWords } from './customer-conflict.words';
import { rankAfterBaseChange } from './customer-currency';
import { CustomerDraftSave } from './customer-draft.save';
import { CustomerDrafts } from './customer-draft.service';
import { CustomerEditRules } from './customer-edit-rules';
import { CustomerEditController } from './customer-edit.controller';
import { CustomerEditQueries } from './customer-edit.queries';
import { CustomerNewController } from './customer-new.controller';
import { CustomerNewGroup } from './customer-new-group';
import { CustomerPage } from './customer-page';
import { CustomerAccess } from './customer-page.access';
import { CustomerPageController } from './customer-page.controller';
import { CustomerPageQueries } from './customer-page.queries';
import { CustomerRelations } from './customer-relations';
import { CustomerSearch } from './customer-search';
import { CustomerSearchCatchUp } from './customer-search.job';
import { CustomerSummary } from './customer-summary';
import { CustomerTabs } from './customer-tabs';
import { CustomerTrash } from './customer-trash';
import { CustomerSteps } from './customer-steps';
import { AddressStep } from './customer-steps.address';
import { FinanceStep } from './customer-steps.finance';
import { GeneralStep } from './customer-steps.general';
import { CustomerStepPages } from './customer-steps.pages';
import { CustomerStepTaking } from './customer-steps.taking';
import { CustomerStepChoices } from './customer-steps.queries';
import { Customer } from './customer.entity';
import { CustomerFilterQueries } from './customer-filters.queries';
import { CustomersExportController } from './customers-export.controller';
import { CustomersExportQueries } from './customers-export.queries';
import { CustomersListController } from './customers-list.controller';
import { CustomersListQueries } from './customers-list.queries';
import { ListReaders } from './customers-list.reader';
import { CustomersService } from './customers.service';
import { ListPreferencesController } from './list-preferences.controller';
import { ListPreferences } from './list-preferences.service';
import { SavedViewsController } from './saved-views.controller';
import { SavedViews } from './saved-views.service';
import { Drafts } from './drafts.queries';
import { NotesController } from './notes.controller';
import { NoteQueries } from './notes.queries';
import { NotesService } from './notes.service';
import { TrashController } from './trash.controller';
import { PurgeTrash } from './trash.job';
import { TrashQueries } from './trash.queries';
import { TrashService } from './trash.service';

/** The form in which customers are made and edited. */
const STEPS = [
  AddressStep, ConflictWords, CustomerConflictPage, CustomerDrafts, CustomerDraftSave, CustomerEditQueries, CustomerEditRules, CustomerNewGroup,
  CustomerStepChoices, CustomerStepPages, CustomerSteps, CustomerStepTaking, Drafts, FinanceStep, GeneralStep,
];

/** The list and what is done with many customers at once. */
const LIST = [
  BulkActions, BulkJob, BulkQueries, BulkRunner, CustomerFilterQueries, CustomersExportQueries, CustomersListQueries, ListPreferences, ListReaders, SavedViews,
];
const LIST_CONTROLLERS = [CustomersListController, CustomersExportController, ListPreferencesController, SavedViewsController, BulkController];

/** The page of a customer with its tabs, and the trash. */
const PAGE = [
  CustomerAccess, CustomerActivation, CustomerAdminQueries, CustomerAdminsService, CustomerPage, CustomerPageQueries, CustomerSummary, CustomerTabs, CustomerTrash,
  NoteQueries, NotesService, PurgeTrash, TrashQueries, TrashService,
];
/** `trash` must be met before the page takes it for an id. */
const PAGE_CONTROLLERS = [TrashController, NotesController, CustomerAdminsController, CustomerActivityController, ActivationController, CustomerPageController];

@Module({
  imports: [TypeOrmModule.forFeature([Customer]), GroupsModule],
  // `new` and `steps` must be met before the customer's own page takes them for an id.
  controllers: [CustomerNewController, CustomerEditController, ...LIST_CONTROLLERS, ...PAGE_CONTROLLERS],
  providers: [...STEPS, ...PAGE, ...LIST, CustomerRelations, CustomerSearch, CustomerSearchCatchUp, CustomersService],
  exports: [BulkJob, CustomerSearchCatchUp, CustomerAccess, CustomerActivation, CustomerAdminsService, CustomerPage, CustomerSummary, PurgeTrash, CustomerEditRules, CustomerSteps, Drafts, CustomerRelations, CustomerSearch, CustomersService, CustomerTabs, CustomerTrash],
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
