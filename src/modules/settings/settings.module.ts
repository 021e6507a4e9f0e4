import { Global, Module } from '@nestjs/common';
import { SystemSettings } from '../../kernel/http/system-settings';
import { SettingsStore } from './settings.store';

@Global()
@Module({
  providers: [SettingsStore, { provide: SystemSettings, useExisting: SettingsStore }],
  exports: [SettingsStore, SystemSettings],
})
export class SettingsModule {}
