import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { isId } from '../../kernel/http/id-param';
import { Texts, type Language } from '../../kernel/i18n/texts';
import { SettingsStore } from '../settings/settings.store';
import type { AnniversaryFilter, AnniversaryPlace } from './anniversaries.queries';
import { customPeriod, namedPeriod, PERIODS, type Period } from './anniversary-period';
import type { Say } from './anniversary';
import { CompanyDay } from './company-day';
import { EVENT_TYPES } from './customer-event';

/** What an address asks of the report, and for whom. */
export interface AnniversaryRequest {
  readonly today: string;
  readonly period: Period;
  /** The days that were typed are no period. */
  readonly wrongPeriod: boolean;
  readonly filter: AnniversaryFilter;
  readonly after: AnniversaryPlace | null;
  /** The same as it stands in an address, without a place. */
  readonly query: Readonly<Record<string, string>>;
  readonly language: Language;
  readonly say: Say;
}

/** Reads addresses of the report. What they do not know is left out, never an error: old links go on working. */
@Injectable()
export class AnniversaryRequests {
  constructor(
    private readonly day: CompanyDay,
    private readonly settings: SettingsStore,
    private readonly texts: Texts,
  ) {}

  read(actor: StaffActor, query: unknown): AnniversaryRequest {
    const sent = (name: string): string => {
      const value: unknown = typeof query === 'object' && query !== null ? Reflect.get(query, name) : undefined;
      return typeof value === 'string' ? value : '';
    };
    const today = this.day.today();
    const name = PERIODS.find((one) => one === sent('period')) ?? 'next30';
    const custom = name === 'custom' ? customPeriod(sent('from'), sent('to')) : null;
    const period = custom ?? namedPeriod(name === 'custom' ? 'next30' : name, today);
    const type = EVENT_TYPES.find((one) => one === sent('type')) ?? null;
    const groupId = isId(sent('group')) ? sent('group') : null;
    const adminId = sent('admin') === 'me' ? actor.id : isId(sent('admin')) ? sent('admin') : null;
    const language = this.texts.language(actor.language ?? this.settings.all().language);
    const kept = { period: period.name, ...(custom && { from: period.from, to: period.to }), type: type ?? '', group: groupId ?? '', admin: adminId === null ? '' : sent('admin') };
    return {
      today, period, wrongPeriod: name === 'custom' && custom === null, filter: { from: period.from, to: period.to, type, groupId, adminId }, after: placeOf(sent('after')),
      query: Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== '')),
      language, say: (key, params) => this.texts.t(language.code, key, params),
    };
  }
}

function placeOf(text: string): AnniversaryPlace | null {
  const [on = '', eventId = ''] = text.split('_');
  return customPeriod(on, on) && isId(eventId) ? { on, eventId } : null;
}
