import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { changesBetween } from '../activity/activity';
import { ActivityLog } from '../activity/activity.log';
import { BaseCurrency } from './base-currency';
import { Currencies } from './currencies.queries';
import { SectionRows, type SeriesRow } from './section-rows.queries';
import { SettingChoices } from './setting-choices';
import { mergeEdits, type SectionName, type SectionValues } from './setting-sections';
import { SETTING_DEFAULTS, type SettingValues } from './setting-values';
import { SettingsStore } from './settings.store';

export interface SectionEdit {
  readonly section: SectionName;
  /** What stood in the form when it was opened. */
  readonly read: SectionValues;
  readonly typed: SectionValues;
}

/** Changes settings, a section at a time. */
@Injectable()
export class SettingsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly rows: SectionRows,
    private readonly store: SettingsStore,
    private readonly base: BaseCurrency,
    private readonly currencies: Currencies,
    private readonly choices: SettingChoices,
    private readonly activity: ActivityLog,
  ) {}

  /**
   * Saves what was changed in a section's form.
   * @param extra adds values that are made in the transaction (the logo's row).
   * @throws ChangedMeanwhile when others changed the section since the form was opened; FieldRefused by a rule.
   */
  async save(actor: StaffActor, post: Post, edit: SectionEdit, extra: (tx: EntityManager, now: Date) => Promise<SectionValues> = async () => ({})): Promise<string> {
    const location = await oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      await this.rows.lock(tx, now);
      const current = await this.rows.read(edit.section, tx);
      const typed = { ...edit.typed, ...(await extra(tx, now)) };
      const changed = changedValues(current, mergeEdits(edit.read, typed, current));
      await this.checkAndWrite(tx, current, changed, now);
      const changes = changesBetween(current, changed);
      if (changes) await this.activity.record(tx, { actor, at: now, action: 'settings.changed', subject: { kind: 'settings', id: null, name: edit.section }, changes });
      return `/admin/settings/${edit.section}`;
    });
    await this.store.reload();
    return location;
  }

  private async checkAndWrite(tx: EntityManager, current: SectionValues, changed: SectionValues, now: Date): Promise<void> {
    if (typeof changed.baseCurrency === 'string') await this.changeBase(tx, String(current.baseCurrency), changed.baseCurrency, now);
    if (typeof changed.defaultGroupId === 'string' && !(await this.choices.of('defaultGroupId').hold(tx, changed.defaultGroupId))) {
      throw new FieldRefused('defaultGroupId', { key: 'errors.choice' });
    }
    if (['prefix', 'nextNumber', 'minDigits'].some((name) => name in changed)) {
      await this.rows.writeSeries(tx, seriesAfter(current, changed));
    }
    const settings = Object.fromEntries(Object.entries(changed).filter(([name]) => name in SETTING_DEFAULTS)) as Partial<SettingValues>;
    await this.store.write(tx, settings, now);
  }

  private async changeBase(tx: EntityManager, before: string, after: string, now: Date): Promise<void> {
    if (await this.base.isLocked(tx)) throw new FieldRefused('baseCurrency', { key: 'settings.errors.baseLocked' });
    await this.currencies.add(tx, after, now);
    await this.base.changed(tx, before, after);
  }
}

function changedValues(before: SectionValues, after: SectionValues): SectionValues {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => before[name] !== value));
}

/** A series never runs backwards, unless it starts anew under another prefix. */
function seriesAfter(current: SectionValues, changed: SectionValues): SeriesRow {
  const after = { ...current, ...changed };
  if (!('prefix' in changed) && Number(after.nextNumber) < Number(current.nextNumber)) {
    throw new FieldRefused('nextNumber', { key: 'settings.errors.seriesBackwards', params: { min: Number(current.nextNumber) } });
  }
  return { prefix: String(after.prefix ?? ''), nextNumber: Number(after.nextNumber), minDigits: Number(after.minDigits) };
}
