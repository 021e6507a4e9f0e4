import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { NotFound } from '../../../kernel/http/errors';
import { Texts } from '../../../kernel/i18n/texts';
import { SettingsStore } from '../../settings/settings.store';
import type { Looking } from '../reminders.presenter';
import { boundsOf, type OwnListRequest } from './own-list';
import { LINES_SHOWN, ownLine, ownListPage } from './own-reminders.presenter';
import { OwnReminders } from './own-reminders.queries';

/** The models of pages with one's own reminders. */
@Injectable()
export class OwnReminderPages {
  constructor(
    private readonly clock: Clock,
    private readonly reminders: OwnReminders,
    private readonly settings: SettingsStore,
    private readonly texts: Texts,
  ) {}

  /** A colleague's list is for administrators. @throws NotFound for others, and when there is no such colleague */
  async list(actor: StaffActor, request: OwnListRequest): Promise<object> {
    const looking = this.looking(actor);
    const { zone, now } = looking;
    const colleagues = actor.administrator ? await this.reminders.colleagues() : [];
    if (request.staffId && !colleagues.some(({ id }) => id === request.staffId)) throw new NotFound();
    const filter = { staffId: request.staffId ?? actor.id, q: request.q };
    const { tab, after } = request;
    const [open, done, overdue, today] = await Promise.all([
      tab === 'done' ? [] : this.reminders.open(actor, filter, boundsOf(tab, zone, now), after, LINES_SHOWN + 1),
      tab === 'done' ? this.reminders.done(actor, filter, after, LINES_SHOWN + 1) : [],
      // Counting what a search finds would read everything once more for each.
      request.q ? 0 : this.reminders.count(actor, filter, boundsOf('overdue', zone, now)),
      request.q ? 0 : this.reminders.count(actor, filter, boundsOf('today', zone, now)),
    ]);
    const say = (key: string): string => this.texts.t(actor.language ?? this.settings.all().language, key);
    return ownListPage(looking, request, { open, done, counts: { overdue, today }, colleagues, words: { mine: say('own_reminders.mine'), colleague: say('own_reminders.colleague') } });
  }

  /** What is due or comes today, the first `limit` of it; with what is due alone, the latest of it. */
  async soon(actor: StaffActor, limit: number): Promise<ReturnType<typeof ownLine>[]> {
    const looking = this.looking(actor);
    const until = boundsOf('today', looking.zone, looking.now);
    const lines = await this.reminders.open(actor, { staffId: actor.id, q: '' }, { from: null, before: until.before }, null, limit);
    return lines.map((reminder) => ownLine(looking, reminder));
  }

  private looking(actor: StaffActor): Looking {
    return { actor, zone: actor.timeZone ?? this.settings.all().timeZone, now: this.clock.now() };
  }
}
