import { Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { Clock } from '../../kernel/clock/clock';
import { Config } from '../../kernel/config/config';
import { NotFound } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { Navigation } from '../../kernel/http/navigation';
import { CurrentPost, type Post as FormPost } from '../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../kernel/http/reply';
import { Letters } from '../../kernel/outbox/letters';
import { mailFilter, readMailList } from './mail-list';
import { MailWords } from './mail-words';
import { FAILED_FIRST, mailLine, mailList, PAGE_SIZE, tryLine } from './mail.presenter';
import { MailQueries, type MailDetails } from './mail.queries';
import { MailService } from './mail.service';

/** What was sent, what waits, and what could not be sent (MAIL-2). */
@Controller('admin/mail')
@AllowAdministrators()
export class MailController {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly letters: Letters,
    private readonly mails: MailService,
    private readonly queries: MailQueries,
    private readonly words: MailWords,
    navigation: Navigation,
  ) {
    navigation.add('setup', { key: 'mail', label: 'mail.menu', href: '/admin/mail', icon: 'mail', needs: 'administrators', order: 70 });
  }

  @Get()
  async list(@CurrentActor() actor: StaffActor, @Query() query: Record<string, unknown>): Promise<Reply> {
    const kinds = this.letters.all().map(({ kind }) => kind);
    const request = readMailList(query, kinds);
    const filter = mailFilter(request, this.clock.now());
    const rows = await this.queries.list(filter, { before: request.before, limit: PAGE_SIZE + 1 });
    const failed = await this.queries.failed();
    const first = failed > 0 && request.state === null && request.before === null;
    const failedFirst = first ? await this.queries.list({ ...filter, state: 'failed' }, { before: null, limit: FAILED_FIRST }) : [];
    return page('mail/index', mailList(request, { rows, failedFirst, failed, kinds, configured: this.config.smtpUrl !== null }, this.words.of(actor)));
  }

  @Get(':id')
  async show(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    return page('mail/show', await this.model(actor, await this.found(id), ''));
  }

  /** A look at a link is written down, so it is asked for by POST and shown at once, never kept in an address. */
  @Post(':id/link')
  async showLink(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string): Promise<Reply> {
    const mail = await this.found(id);
    return page('mail/show', await this.model(actor, mail, await this.mails.revealLink(actor, post, mail)));
  }

  @Post(':id/resending')
  async resend(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string): Promise<Reply> {
    return redirectTo(await this.mails.resend(actor, post, await this.found(id)), { key: 'mail.flash.resent' });
  }

  @Post(':id/discarding')
  async discard(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string): Promise<Reply> {
    return redirectTo(await this.mails.discard(actor, post, await this.found(id)), { key: 'mail.flash.discarded' });
  }

  private async model(actor: StaffActor, mail: MailDetails, link: string): Promise<object> {
    const { values: _values, secret: _secret, dedupeKey: _dedupeKey, ...row } = mail;
    return {
      mail: mailLine(row, this.words.of(actor)), language: mail.language, messageId: mail.messageId ?? '', tries: (await this.queries.tries(mail.id)).map(tryLine),
      content: await this.mails.read(mail), link, offersLink: link === '' && this.mails.showsLink(mail),
      mayResend: this.mails.mayResend(mail), mayDiscard: this.mails.mayDiscard(mail), renews: this.letters.find(mail.kind)?.link !== undefined,
    };
  }

  private async found(id: string): Promise<MailDetails> {
    const mail = await this.queries.find(id);
    if (!mail) throw new NotFound();
    return mail;
  }
}
