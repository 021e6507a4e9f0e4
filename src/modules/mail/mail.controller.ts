import { Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { Config } from '../../kernel/config/config';
import { NotFound } from '../../kernel/http/errors';
import { IdParam, isId } from '../../kernel/http/id-param';
import { Navigation } from '../../kernel/http/navigation';
import { CurrentPost, type Post as FormPost } from '../../kernel/http/post';
import { page, type Reply } from '../../kernel/http/reply';
import { mailLine, mailList, MAIL_STATES, PAGE_SIZE } from './mail.presenter';
import { MailQueries, type MailDetails } from './mail.queries';
import { MailService } from './mail.service';

/** What was sent, what waits, and what could not be sent (MAIL-2). */
@Controller('admin/mail')
@AllowAdministrators()
export class MailController {
  constructor(
    private readonly config: Config,
    private readonly mails: MailService,
    private readonly queries: MailQueries,
    navigation: Navigation,
  ) {
    navigation.add('setup', { key: 'mail', label: 'mail.menu', href: '/admin/mail', icon: 'mail', needs: 'administrators', order: 70 });
  }

  @Get()
  async list(@Query() query: Record<string, unknown>): Promise<Reply> {
    const state = MAIL_STATES.find((known) => known === query.state) ?? null;
    const before = isId(query.before) ? query.before : null;
    const rows = await this.queries.list({ state, before, limit: PAGE_SIZE + 1 });
    return page('mail/index', mailList(rows, { state, before }, this.config.smtpUrl !== null));
  }

  @Get(':id')
  async show(@IdParam() id: string): Promise<Reply> {
    return page('mail/show', await this.model(await this.found(id), ''));
  }

  /** A look at a link is written down, so it is asked for by POST and shown at once, never kept in an address. */
  @Post(':id/link')
  async showLink(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string): Promise<Reply> {
    const mail = await this.found(id);
    return page('mail/show', await this.model(mail, await this.mails.revealLink(actor, post, mail)));
  }

  private async model(mail: MailDetails, link: string): Promise<object> {
    const { values: _values, secret: _secret, dedupeKey: _dedupeKey, ...row } = mail;
    return { mail: mailLine(row), language: mail.language, content: await this.mails.read(mail), link, offersLink: link === '' && this.mails.showsLink(mail) };
  }

  private async found(id: string): Promise<MailDetails> {
    const mail = await this.queries.find(id);
    if (!mail) throw new NotFound();
    return mail;
  }
}
