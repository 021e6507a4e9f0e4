import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock';
import { SystemSettings } from '../http/system-settings';
import type { MergeValues } from './letter-values';
import { LetterChangesRows } from './letter-words.queries';
import { Letters, type LetterKind } from './letters';
import { OutboxRows, type NewMail } from './outbox.queries';
import { Recipients, type Recipient, type RecipientKey } from './recipients';
import { SecretBox } from './secret-box';

/** Who chose a recipient: a mail switch, somebody by hand; `test` when somebody sends it to themselves to see it. */
export type Chosen = { readonly by: 'switch'; readonly switchKey: string } | { readonly by: 'hand' | 'test' };

export interface QueuedLetter {
  /** A kind that `Letters` knows. */
  readonly kind: string;
  readonly to: RecipientKey;
  /** The customer the letter is about. */
  readonly customerId?: string | null;
  /** Only for kinds with `toGivenAddress`: where it goes. */
  readonly givenAddress?: string;
  /** BCP 47; when it is left out, the recipient's, else the system's. */
  readonly language?: string;
  /** A value for each of the kind's fields. No secrets: these stay readable. */
  readonly values: MergeValues;
  /** What the letter's link opens; kept encrypted, wiped when the letter is sent or the secret has expired. */
  readonly secret?: { readonly text: string; readonly expiresAt: Date };
  /** Left out: nobody chose, the letter belongs to what has happened. */
  readonly chosen?: Chosen;
  /** A second letter with the same key is not written. ASCII, at most 190 characters. */
  readonly dedupeKey: string;
}

/** A letter whose recipient is at hand, so that nobody is asked for it. */
export interface KnownLetter extends QueuedLetter {
  readonly recipient: Pick<Recipient, 'name' | 'email' | 'language'>;
}

/**
 * Where letters wait to be sent; a row is written in the transaction of its cause, so both happen or neither (MAIL-2). A
 * letter of a kind that is switched off is written down as not sent, so that "why did nobody hear of this" has an answer.
 */
@Injectable()
export class Outbox {
  constructor(
    private readonly changes: LetterChangesRows,
    private readonly clock: Clock,
    private readonly letters: Letters,
    private readonly recipients: Recipients,
    private readonly rows: OutboxRows,
    private readonly secrets: SecretBox,
    private readonly settings: SystemSettings,
  ) {}

  /** Writes a letter into the outbox. @throws when its kind or its recipient does not exist. */
  async queue(tx: EntityManager, letter: QueuedLetter): Promise<void> {
    const kind = this.kindOf(letter);
    const customerId = letter.customerId ?? null;
    const switchKey = letter.chosen?.by === 'switch' ? letter.chosen.switchKey : null;
    const recipient = await this.recipients.find(tx, letter.to, { customerId, switchKey });
    if (!recipient) throw new Error(`there is no ${letter.to.kind} ${letter.to.id} to write to`);
    const off = kind.maySwitchOff === true && letter.chosen?.by !== 'test' && (await this.changes.isOff(tx, letter.kind));
    await this.rows.insert(tx, [this.rowOf(letter, recipient, off)]);
  }

  /** Writes many letters of one kind, to recipients that the caller has just read, in one statement. */
  async queueMany(tx: EntityManager, letters: readonly KnownLetter[]): Promise<void> {
    if (letters.length === 0) return;
    const off = this.kindOf(letters[0]).maySwitchOff === true && (await this.changes.isOff(tx, letters[0].kind));
    await this.rows.insert(tx, letters.map((letter) => this.rowOf(letter, letter.recipient, off)));
  }

  private kindOf(letter: QueuedLetter): LetterKind {
    const kind = this.letters.find(letter.kind);
    if (!kind) throw new Error(`there is no kind of letter ${letter.kind}`);
    return kind;
  }

  private rowOf(letter: QueuedLetter, recipient: KnownLetter['recipient'], off: boolean): NewMail {
    return {
      kind: letter.kind,
      language: letter.language ?? recipient.language ?? this.settings.current().language,
      to: letter.to,
      name: recipient.name,
      email: letter.givenAddress ?? recipient.email,
      customerId: letter.customerId ?? null,
      chosenBy: letter.chosen?.by ?? null,
      switchKey: letter.chosen?.by === 'switch' ? letter.chosen.switchKey : null,
      values: letter.values,
      secret: letter.secret && !off ? this.secrets.close(letter.secret.text, letter.dedupeKey) : null,
      secretExpiresAt: letter.secret?.expiresAt ?? null,
      dedupeKey: letter.dedupeKey,
      dropped: off ? 'kind_off' : null,
      at: this.clock.now(),
    };
  }
}
