import { Injectable } from '@nestjs/common';
import { Log } from '../log/log';
import type { LetterChanges } from './letter-words.queries';
import { Letters, type WrittenLetter } from './letters';
import type { ClaimedMail } from './outbox.queries';
import { Recipients, type Reader, type Recipient } from './recipients';
import { SecretBox } from './secret-box';

/** Written and addressed as everything stands now. */
export interface ReadyMail {
  readonly to: { readonly name: string; readonly address: string };
  readonly letter: WrittenLetter;
  /** The copy to keep, in which the secret is masked. */
  readonly kept: WrittenLetter;
}

/** Why a mail is not sent: a key below `mail.reasons`. */
export interface Unsendable {
  readonly state: 'dropped' | 'failed';
  readonly reason: string;
}

const INACTIVE: ReadonlySet<string> = new Set(['recipient_inactive', 'customer_inactive']);

/** Judges a mail by what is true at the moment of sending, and writes it (MAIL-2, late truth). */
@Injectable()
export class MailWriting {
  constructor(
    private readonly letters: Letters,
    private readonly log: Log,
    private readonly recipients: Recipients,
    private readonly secrets: SecretBox,
  ) {}

  async prepare(reader: Reader, mail: ClaimedMail, changes: LetterChanges, now: Date): Promise<ReadyMail | Unsendable> {
    const kind = this.letters.find(mail.kind);
    if (!kind) return { state: 'failed', reason: 'unknown_kind' };
    if (kind.maySwitchOff && mail.chosenBy !== 'test' && changes.isOff(mail.kind)) return { state: 'dropped', reason: 'kind_off' };
    const recipient = await this.recipients.find(reader, mail.to, { customerId: mail.customerId, switchKey: mail.switchKey });
    if (!recipient) return { state: 'dropped', reason: 'recipient_gone' };
    const { refusal } = recipient;
    const passes = (kind.toInactive && refusal && INACTIVE.has(refusal)) || (kind.toGivenAddress && refusal === 'no_address');
    if (refusal && !passes) return { state: 'dropped', reason: refusal };
    const over = mail.chosenBy === 'test' ? null : ((await kind.outdated?.(reader, mail)) ?? null);
    if (over) return { state: 'dropped', reason: over };
    const secret = this.secretOf(mail);
    if (secret === undefined) return { state: 'failed', reason: 'unreadable_secret' };
    const outdated = await this.deadLink(mail, secret, now);
    return outdated ? { state: 'dropped', reason: outdated } : this.written(mail, recipient, secret, changes);
  }

  private written(mail: ClaimedMail, { name, email }: Recipient, secret: string | null, changes: LetterChanges): ReadyMail | Unsendable {
    const { kind, language, values } = mail;
    const words = changes.words(kind, this.letters.languageOf(language));
    const write = (link: string | null) => this.letters.write({ kind, language, values, recipientName: name, link, words, test: mail.chosenBy === 'test' });
    try {
      const kept = write(this.letters.linkOf(kind, null));
      const address = this.letters.find(kind)?.toGivenAddress ? mail.email : email;
      return { to: { name, address }, letter: secret === null ? kept : write(this.letters.linkOf(kind, secret)), kept };
    } catch (error) {
      this.log.failure(error);
      return { state: 'failed', reason: 'unwritable' };
    }
  }

  /** Null without a secret, undefined when it no longer opens (SESSION_SECRET was changed). */
  private secretOf(mail: ClaimedMail): string | null | undefined {
    if (!mail.secret) return this.letters.find(mail.kind)?.link?.derive?.(mail) ?? null;
    try {
      return this.secrets.open(mail.secret, mail.dedupeKey);
    } catch {
      return undefined;
    }
  }

  private async deadLink(mail: ClaimedMail, secret: string | null, now: Date): Promise<string | null> {
    if (mail.secretExpiresAt && mail.secretExpiresAt <= now) return 'link_expired';
    const link = this.letters.find(mail.kind)?.link;
    return link && secret !== null && !(await link.works(secret, now)) ? 'link_replaced' : null;
  }
}
