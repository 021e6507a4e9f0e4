import { Controller, Get, Param, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowSignedIn, CurrentActor } from '../../kernel/access/allow';
import { CurrentPost, type Post as FormPost } from '../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../kernel/http/reply';
import { OpenSessions } from '../../kernel/auth/open-sessions.queries';
import { SecondFactors } from '../../kernel/auth/second-factor';
import { secondFactorFacts } from './second-factor.presenter';
import { ProfileService } from './profile.service';
import { sessionRows } from './session.presenter';

/** Where one is signed in (STA-2). */
@Controller('admin/profile/sessions')
export class OwnSessionsController {
  constructor(
    private readonly factors: SecondFactors,
    private readonly profile: ProfileService,
    private readonly sessions: OpenSessions,
  ) {}

  @Get()
  @AllowSignedIn()
  async show(@CurrentActor() actor: StaffActor): Promise<Reply> {
    const rows = sessionRows(await this.sessions.list(actor), actor.sessionId);
    return page('staff/own-sessions', { rows, others: rows.length > 1, factor: secondFactorFacts(await this.factors.state(actor)) });
  }

  @Post('end-others')
  @AllowSignedIn()
  async endOthers(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost): Promise<Reply> {
    return redirectTo(await this.profile.endSessions(actor, post, null), { key: 'staff.flash.othersSignedOut' });
  }

  @Post(':key/end')
  @AllowSignedIn()
  async end(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @Param('key') key: string): Promise<Reply> {
    return redirectTo(await this.profile.endSessions(actor, post, key), { key: 'staff.flash.sessionEnded' });
  }
}
