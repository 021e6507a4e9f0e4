import { Controller, Get, Headers, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { localPath } from '../../../kernel/http/local-path';
import { empty, page, plain, type Reply } from '../../../kernel/http/reply';
import { OWN_PATH } from '../list/own-list';
import { OwnReminderPages } from '../list/own-reminders.pages';

const LINES = 7;

/** What stands behind the bell of each page (REM-1). Its number comes with the session, so asking for it costs no query more. */
@Controller('admin/reminders')
@Allow('customers.own')
export class BellController {
  constructor(private readonly pages: OwnReminderPages) {}

  /** How many are due, as a figure; 304 when that is what the page shows already. */
  @Get('due')
  due(@CurrentActor() actor: StaffActor, @Headers('if-none-match') shown: string | undefined): Reply {
    const due = String(actor.dueReminders);
    return shown === `"${due}"` ? empty(304) : plain(due);
  }

  /** What opens below the bell. @param back the page it is opened on, to come back to without script */
  @Get('bell')
  async open(@CurrentActor() actor: StaffActor, @Query('back') back: unknown): Promise<Reply> {
    return page('reminders/bell/open', { lines: await this.pages.soon(actor, LINES), due: actor.dueReminders, back: localPath(back, '/admin', OWN_PATH) });
  }
}
