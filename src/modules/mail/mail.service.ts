import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { Config } from '../../kernel/config/config';
import { Conflict, NotFound, Refused } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { LetterChangesRows } from '../../kernel/outbox/letter-words.queries';
import { Letters } from '../../kernel/outbox/letters';
import { Outbox } from '../../kernel/outbox/outbox';
import { SecretBox } from '../../kernel/outbox/secret-box';
import { ActivityLog } from '../activity/activity.log';
import { MailStates } from './mail-states.queries';
import type { MailDetails } from './mail.queries';

/** Reads what lies in the outbox, sends it again, throws it away. */
@Injectable()
export class MailService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly changes: LetterChangesRows,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly letters: Letters,
    private readonly outbox: Outbox,
    private readonly secrets: SecretBox,
    private readonly states: MailStates,
  ) {}

  /** Whether links are shown: only where nothing can be sent, so somebody has to pass them on by hand (MAIL-2). */
  showsLink(mail: MailDetails): boolean {
    return this.config.smtpUrl === null && mail.state === 'waiting' && mail.secret !== null;
  }

  /** A mail that was sent or given up is sent again; one with a link gets a new link, if its kind knows how. */
  mayResend({ kind, state, reason }: MailDetails): boolean {
    const letter = this.letters.find(kind);
    return letter !== null && state !== 'waiting' && reason !== 'resent' && (!letter.link || letter.link.renew !== undefined || letter.link.derive !== undefined);
  }

  mayDiscard({ state }: MailDetails): boolean {
    return state === 'waiting' || state === 'failed';
  }

  /** The mail as it was sent, or as it would be sent now; secrets masked. Null when it cannot be written. */
  async read(mail: MailDetails): Promise<{ subject: string; text: string } | null> {
    if (mail.text !== null) return { subject: mail.subject ?? '', text: mail.text };
    const { kind, language, values, name: recipientName } = mail;
    const words = (await this.changes.read()).words(kind, this.letters.languageOf(language));
    try {
      return this.letters.write({ kind, language, values, recipientName, words, link: this.letters.linkOf(kind, null), test: mail.chosenBy === 'test' });
    } catch {
      return null;
    }
  }

  /** The link of a mail, and a line in the log that it was looked at. @throws NotFound where links are not shown */
  async revealLink(actor: StaffActor, post: Post, mail: MailDetails): Promise<string> {
    if (!this.showsLink(mail) || mail.secret === null) throw new NotFound();
    const link = this.letters.linkOf(mail.kind, this.secrets.open(mail.secret, mail.dedupeKey));
    if (link === null) throw new NotFound();
    await oncePerPost(this.dataSource, post, async (tx) => {
      await this.record(tx, actor, mail, 'mail.linkShown');
      return `/admin/mail/${mail.id}`;
    });
    return link;
  }

  /**
   * Writes a new mail in place of one that was sent, dropped or given up; a failed one is closed with it, so it is not sent
   * again twice. @throws Refused, Conflict
   */
  resend(actor: StaffActor, post: Post, mail: MailDetails): Promise<string> {
    if (!this.mayResend(mail)) throw new Refused({ key: mail.state === 'waiting' ? 'mail.errors.waits' : mail.reason === 'resent' ? 'mail.reasons.resent' : 'mail.errors.noNewLink' });
    return oncePerPost(this.dataSource, post, async (tx) => {
      if (mail.state === 'failed' && !(await this.states.end(tx, mail.id, 'failed', 'resent'))) throw new Conflict({ key: 'mail.errors.changed' });
      await this.again(tx, mail);
      await this.record(tx, actor, mail, 'mail.resent');
      return '/admin/mail';
    });
  }

  /** Takes it out of the outbox unsent. @throws Refused, and Conflict while it is being sent */
  discard(actor: StaffActor, post: Post, mail: MailDetails): Promise<string> {
    if (!this.mayDiscard(mail)) throw new Refused({ key: 'mail.errors.ended' });
    return oncePerPost(this.dataSource, post, async (tx) => {
      if (!(await this.states.end(tx, mail.id, mail.state, 'discarded'))) throw new Conflict({ key: 'mail.errors.changed' });
      await this.record(tx, actor, mail, 'mail.discarded');
      return `/admin/mail/${mail.id}`;
    });
  }

  private async again(tx: EntityManager, { kind, to, email, customerId, language, values, chosenBy, id, dedupeKey }: MailDetails): Promise<void> {
    const { link, toGivenAddress } = this.letters.find(kind) ?? {};
    if (link?.renew) return link.renew(tx, { to, customerId, language, values }, this.clock.now());
    // Whoever asks twice in a minute means once.
    const minute = Math.floor(this.clock.now().getTime() / 60_000);
    const givenAddress = toGivenAddress ? email : undefined;
    // What a link follows from stands in the key of the letter.
    const cause = link?.derive ? `${dedupeKey.split(':again:')[0]}:again` : `again:${id}`;
    await this.outbox.queue(tx, { kind, to, givenAddress, customerId, language, values, chosen: { by: chosenBy === 'test' ? 'test' : 'hand' }, dedupeKey: `${cause}:${minute}` });
  }

  private record(tx: EntityManager, actor: StaffActor, { id, name, customerId }: MailDetails, action: string): Promise<void> {
    return this.activity.record(tx, { actor, at: this.clock.now(), action, subject: { kind: 'mail', id, name }, customerId });
  }
}
