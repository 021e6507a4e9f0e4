import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { Config } from '../../kernel/config/config';
import { NotFound } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { LetterChangesRows } from '../../kernel/outbox/letter-words.queries';
import { Letters } from '../../kernel/outbox/letters';
import { SecretBox } from '../../kernel/outbox/secret-box';
import { ActivityLog } from '../activity/activity.log';
import type { MailDetails } from './mail.queries';

/** Reads what lies in the outbox. */
@Injectable()
export class MailService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly changes: LetterChangesRows,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly letters: Letters,
    private readonly secrets: SecretBox,
  ) {}

  /** Whether links are shown: only where nothing can be sent, so somebody has to pass them on by hand (MAIL-2). */
  showsLink(mail: MailDetails): boolean {
    return this.config.smtpUrl === null && mail.state === 'waiting' && mail.secret !== null;
  }

  /** The mail as it was sent, or as it would be sent now; secrets masked. Null when it cannot be written. */
  async read(mail: MailDetails): Promise<{ subject: string; text: string } | null> {
    if (mail.text !== null) return { subject: mail.subject ?? '', text: mail.text };
    const { kind, language, values, name: recipientName } = mail;
    const words = (await this.changes.read()).words(kind, this.letters.languageOf(language));
    try {
      return this.letters.write({ kind, language, values, recipientName, words, link: this.letters.linkOf(kind, null) });
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
      await this.activity.record(tx, { actor, at: this.clock.now(), action: 'mail.linkShown', subject: { kind: 'mail', id: mail.id, name: mail.name } });
      return `/admin/mail/${mail.id}`;
    });
    return link;
  }
}
