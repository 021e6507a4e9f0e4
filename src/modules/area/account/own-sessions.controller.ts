import { Controller, Get, Param, Post } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AllowContacts, CurrentContact } from '../../../kernel/access/allow';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { OpenSessions } from '../../../kernel/auth/open-sessions.queries';
import { SecondFactors } from '../../../kernel/auth/second-factor';
import { CurrentPost, oncePerPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../../kernel/http/reply';
import { secondFactorFacts } from '../../staff/second-factor.presenter';
import { sessionRows } from '../../staff/session.presenter';

const HERE = '/profile/sessions';

/** Where the contact is signed in, its password and second factor (ARE-1). */
@Controller('profile/sessions')
@AllowContacts()
export class AreaSessionsController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly factors: SecondFactors,
    private readonly sessions: OpenSessions,
  ) {}

  @Get()
  async show(@CurrentContact() contact: ContactActor): Promise<Reply> {
    const [sessions, factor] = await Promise.all([this.sessions.list(contact), this.factors.state(contact)]);
    const rows = sessionRows(sessions, contact.sessionId);
    return page('area/account/sessions', { rows, others: rows.length > 1, factor: secondFactorFacts(factor) });
  }

  @Post('end-others')
  async endOthers(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending): Promise<Reply> {
    await oncePerPost(this.dataSource, post, async (tx) => {
      await this.sessions.endAll(tx, contact, contact.sessionId);
      return HERE;
    });
    return redirectTo(HERE, { key: 'area.flash.othersSignedOut' });
  }

  @Post(':key/end')
  async end(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @Param('key') key: string): Promise<Reply> {
    await oncePerPost(this.dataSource, post, async (tx) => {
      await this.sessions.end(tx, contact, key);
      return HERE;
    });
    return redirectTo(HERE, { key: 'area.flash.sessionEnded' });
  }
}
