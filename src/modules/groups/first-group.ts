import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SYSTEM } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { inTransaction } from '../../kernel/db/transaction';
import { Texts } from '../../kernel/i18n/texts';
import { SectionRows } from '../settings/section-rows.queries';
import { SettingsStore } from '../settings/settings.store';
import { GroupsService } from './groups.service';

/** The default group that a new installation begins with (GRP-2). Made once, never again. */
@Injectable()
export class FirstGroup {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly groups: GroupsService,
    private readonly settingRows: SectionRows,
    private readonly settings: SettingsStore,
    private readonly texts: Texts,
  ) {}

  async make(): Promise<void> {
    const { language } = this.settings.all();
    await inTransaction(this.dataSource, async (tx) => {
      const now = this.clock.now();
      if (!(await this.settingRows.firstTime(tx, 'group', now))) return;
      const defaultGroupId = await this.groups.add(tx, SYSTEM, this.texts.t(language, 'groups.first'));
      await this.settings.write(tx, { defaultGroupId }, now);
    });
    await this.settings.reload();
  }
}
