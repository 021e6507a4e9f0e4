import { Controller, Get } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowSignedIn, CurrentActor } from '../../kernel/access/allow';
import { Clock } from '../../kernel/clock/clock';
import { Navigation } from '../../kernel/http/navigation';
import { page, type Reply } from '../../kernel/http/reply';
import { ChangeRequestQueries } from '../area/change-requests/change-requests.queries';
import { ComingAnniversaries } from '../events/coming-anniversaries';
import { OwnReminderPages } from '../reminders/list/own-reminders.pages';
import { SettingsStore } from '../settings/settings.store';
import { homePage } from './home.presenter';
import { HomeQueries } from './home.queries';

/** Those that are due or come today; all of them stand in their list. */
const REMINDERS_SHOWN = 6;

@Controller('admin')
export class HomeController {
  constructor(
    private readonly queries: HomeQueries,
    private readonly changes: ChangeRequestQueries,
    private readonly coming: ComingAnniversaries,
    private readonly reminders: OwnReminderPages,
    private readonly settings: SettingsStore,
    private readonly clock: Clock,
    navigation: Navigation,
  ) {
    navigation.add('top', { key: 'home', label: 'common.home', href: '/admin', icon: 'home', shortcut: 'g h', needs: null, order: 0 });
  }

  @Get()
  @AllowSignedIn()
  async show(@CurrentActor() actor: StaffActor): Promise<Reply> {
    const [newest, mine, anniversaries, reminders, failedMails, changesWaiting] = await Promise.all([
      this.queries.newest(actor),
      this.queries.mine(actor),
      actor.may('customers.own') ? this.coming.of(actor) : [],
      actor.may('customers.own') ? this.reminders.soon(actor, REMINDERS_SHOWN) : [],
      actor.administrator ? this.queries.failedMails() : 0,
      this.changes.waiting(actor),
    ]);
    const zone = actor.timeZone ?? this.settings.all().timeZone;
    return page('home/show', homePage(actor, { newest, mine, anniversaries, reminders, failedMails, changesWaiting }, this.clock.now(), zone));
  }
}
