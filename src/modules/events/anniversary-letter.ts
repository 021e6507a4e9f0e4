import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Config } from '../../kernel/config/config';
import { Texts } from '../../kernel/i18n/texts';
import { Letters } from '../../kernel/outbox/letters';
import { Outbox } from '../../kernel/outbox/outbox';
import { formatDate } from '../../kernel/views/formats';
import { SettingsStore } from '../settings/settings.store';
import { StaffActors } from '../staff/staff-actors.queries';
import { REPORT } from './anniversaries.presenter';
import { anniversaryText, type Anniversary, type Say } from './anniversary';
import { CompanyDay } from './company-day';
import { daysBetween } from './event-days';

/** Lines in one letter, and characters; the report has them all. */
export const LINES_IN_LETTER = 40;
const LONGEST = 4_500;
/** So long after its day or Monday a letter that could not be sent has been overtaken by the next one. */
const STALE_DAYS = 7;

/** The letter about coming anniversaries (MAIL-1). */
@Injectable()
export class AnniversaryLetter {
  constructor(
    private readonly actors: StaffActors,
    private readonly config: Config,
    private readonly day: CompanyDay,
    private readonly outbox: Outbox,
    private readonly settings: SettingsStore,
    private readonly texts: Texts,
    letters: Letters,
  ) {
    letters.add({
      kind: 'anniversaries', audience: 'staff', maySwitchOff: true,
      fields: {
        anniversaries: { sample: '4 Mar 2026 – Birthday: Sam Sample, turns 40\n6 Mar 2026 – Wedding anniversary: Ann & Bob Sample, 25 years' },
        report_address: { type: 'address', sample: REPORT },
      },
      outdated: async (_reader, { to, dedupeKey }) => this.outdated(to.id, dedupeKey),
    });
  }

  /** @param period the day or week it is for, YYYY-MM-DD: one letter each. @param lines at most one more than stand in a letter */
  async queue(tx: EntityManager, actor: StaffActor, period: string, lines: readonly Anniversary[]): Promise<void> {
    const values = { anniversaries: this.list(actor, lines), report_address: `${this.config.appUrl.origin}${REPORT}` };
    await this.outbox.queue(tx, { kind: 'anniversaries', to: { kind: 'staff', id: actor.id }, values, dedupeKey: `anniversaries:${actor.id}:${period}` });
  }

  private list(actor: StaffActor, lines: readonly Anniversary[]): string {
    const language = this.texts.language(actor.language ?? this.settings.all().language);
    const say: Say = (key, params) => this.texts.t(language.code, key, params);
    const all = lines.slice(0, LINES_IN_LETTER).map((line) => say('events.mail.line', { date: formatDate(language.locale, 'UTC', 'date', new Date(`${line.on}T00:00:00Z`)), text: anniversaryText(line, say).replace(/\s+/g, ' ') }));
    let length = 0;
    const shown = all.filter((line) => (length += line.length + 1) <= LONGEST);
    return [...shown, ...(shown.length < lines.length ? [say('events.mail.more')] : [])].join('\n');
  }

  /** Whoever may see no customers any more is not told of them, and old news is none. */
  private async outdated(staffId: string, dedupeKey: string): Promise<string | null> {
    if (daysBetween(dedupeKey.slice(-10), this.day.today()) >= STALE_DAYS) return 'anniversaries_over';
    return (await this.actors.load(staffId))?.may('customers.own') ? null : 'customer_hidden';
  }
}
