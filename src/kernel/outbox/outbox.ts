import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock';
import { SystemSettings } from '../http/system-settings';
import { Letters, type MergeValues } from './letters';
import { OutboxRows } from './outbox.queries';
import { Recipients, type RecipientKey } from './recipients';
import { SecretBox } from './secret-box';

export interface QueuedLetter {
  /** A kind that `Letters` knows. */
  readonly kind: string;
  readonly to: RecipientKey;
  /** The customer the letter is about. */
  readonly customerId?: string | null;
  /** BCP 47; when it is left out, the recipient's, else the system's. */
  readonly language?: string;
  /** All that the templates may use. No secrets: these stay readable. */
  readonly values: MergeValues;
  /** What the letter's link opens; kept encrypted, wiped when the letter is sent or the secret has expired. */
  readonly secret?: { readonly text: string; readonly expiresAt: Date };
  /** A second letter with the same key is not written. ASCII, at most 190 characters. */
  readonly dedupeKey: string;
}

/** Where letters wait to be sent; a row is written in the transaction of its cause, so both happen or neither (MAIL-2). */
@Injectable()
export class Outbox {
  constructor(
    private readonly clock: Clock,
    private readonly letters: Letters,
    private readonly recipients: Recipients,
    private readonly rows: OutboxRows,
    private readonly secrets: SecretBox,
    private readonly settings: SystemSettings,
  ) {}

  /** Writes a letter into the outbox. @throws when its kind or its recipient does not exist. */
  async queue(tx: EntityManager, letter: QueuedLetter): Promise<void> {
    if (!this.letters.find(letter.kind)) throw new Error(`there is no kind of letter ${letter.kind}`);
    const customerId = letter.customerId ?? null;
    const recipient = await this.recipients.find(tx, letter.to, customerId);
    if (!recipient) throw new Error(`there is no ${letter.to.kind} ${letter.to.id} to write to`);
    await this.rows.insert(tx, {
      kind: letter.kind,
      language: letter.language ?? recipient.language ?? this.settings.current().language,
      to: letter.to,
      name: recipient.name,
      email: recipient.email,
      customerId,
      values: letter.values,
      secret: letter.secret ? this.secrets.close(letter.secret.text, letter.dedupeKey) : null,
      secretExpiresAt: letter.secret?.expiresAt ?? null,
      dedupeKey: letter.dedupeKey,
      at: this.clock.now(),
    });
  }
}
