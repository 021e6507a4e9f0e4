import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SystemSettings } from '../../kernel/http/system-settings';
import { AnniversarySettingsController } from './anniversary-settings.controller';
import { AreaSettingsController } from './area-settings.controller';
import { BaseCurrency } from './base-currency';
import { BrandController } from './brand.controller';
import { Currencies } from './currencies.queries';
import { CurrenciesService } from './currencies.service';
import { FinanceListsController } from './finance-lists.controller';
import { FinanceListsService } from './finance-lists.service';
import { FirstSettings } from './first-settings';
import { MoneyPage } from './money-page.queries';
import { MoneyController } from './money.controller';
import { NumberSeries } from './number-series';
import { PaymentMode } from './payment-mode.entity';
import { RegistrationSettingsController } from './registration-settings.controller';
import { SecurityController } from './security.controller';
import { SectionPages } from './section-pages';
import { SectionRows } from './section-rows.queries';
import { SettingChoices } from './setting-choices';
import { SettingsController } from './settings.controller';
import { SettingsService } from './settings.service';
import { SettingsStore } from './settings.store';
import { TaxRate } from './tax-rate.entity';
import { Usages } from './usages';

const SHARED = [BaseCurrency, Currencies, FinanceListsService, FirstSettings, NumberSeries, SectionRows, SettingChoices, SettingsStore, Usages];

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([PaymentMode, TaxRate])],
  // The lists' paths hold a parameter, so they come after the sections.
  controllers: [BrandController, SettingsController, AnniversarySettingsController, AreaSettingsController, SecurityController, RegistrationSettingsController, MoneyController, FinanceListsController],
  providers: [...SHARED, CurrenciesService, MoneyPage, SectionPages, SettingsService, { provide: SystemSettings, useExisting: SettingsStore }],
  exports: [...SHARED, SystemSettings],
})
export class SettingsModule {}
