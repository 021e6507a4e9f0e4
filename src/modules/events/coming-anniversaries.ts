import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Texts } from '../../kernel/i18n/texts';
import { SettingsStore } from '../settings/settings.store';
import { AnniversaryQueries } from './anniversaries.queries';
import { anniversaryText, type Say } from './anniversary';
import { CompanyDay } from './company-day';
import { addDays } from './event-days';

const DAYS = 7;
const SHOWN = 6;

/** What somebody sees of the coming week on their first page. */
@Injectable()
export class ComingAnniversaries {
  constructor(
    private readonly day: CompanyDay,
    private readonly queries: AnniversaryQueries,
    private readonly settings: SettingsStore,
    private readonly texts: Texts,
  ) {}

  async of(actor: StaffActor): Promise<{ on: string; words: string; href: string }[]> {
    const from = this.day.today();
    const language = actor.language ?? this.settings.all().language;
    const say: Say = (key, params) => this.texts.t(language, key, params);
    const lines = await this.queries.list(actor, { from, to: addDays(from, DAYS - 1) }, SHOWN);
    return lines.map((line) => ({ on: line.on, words: anniversaryText(line, say), href: `/admin/customers/${line.people[0].id}/events` }));
  }
}
