import { Global, Module } from '@nestjs/common';
import { SystemSettings } from '../../kernel/http/system-settings';
import { NumberSeries } from './number-series';
import { SettingsStore } from './settings.store';

@Global()
@Module({
  providers: [NumberSeries, SettingsStore, { provide: SystemSettings, useExisting: SettingsStore }],
  exports: [NumberSeries, SettingsStore, SystemSettings],
})
export class SettingsModule {}
