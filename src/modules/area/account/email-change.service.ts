import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { randomHex, sha256 } from '../../../kernel/auth/digest';
import { Clock } from '../../../kernel/clock/clock';
import { TooMany } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { RateLimits } from '../../../kernel/http/rate-limits';
import { emailKey } from '../../../kernel/text/email-key';
import { ContactPersons } from '../../contacts/contact-persons.service';
import { AreaLetters } from '../area-letters';

const HOUR = 3_600_000;
const LIFE_MS = 24 * HOUR;
const TOKEN = /^[0-9a-f]{64}$/;

/** Another e-mail address of the contact: asked for with the password, true when the mail to it is answered (CON-2). */
@Injectable()
export class EmailChanges {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly letters: AreaLetters,
    private readonly limits: RateLimits,
    private readonly persons: ContactPersons,
  ) {}

  /**
   * Sends a link to the address; the one before is dead. Whether somebody else has it, only its owner learns.
   * @throws TooMany after five in an hour, or three to one address (A25)
   */
  async ask(contact: ContactActor, post: Post, email: string): Promise<string> {
    const own = await this.limits.hit({ key: `email-change:${contact.id}`, max: 5, windowMs: HOUR });
    const wait = own || (await this.limits.hit({ key: `email-change:to:${sha256(emailKey(email) ?? '')}`, max: 3, windowMs: HOUR }));
    if (wait > 0) throw new TooMany({ key: 'staff.forgotten.tooMany' }, wait);
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      const token = randomHex(32);
      const expiresAt = new Date(now.getTime() + LIFE_MS);
      await tx.query(
        `INSERT INTO email_changes (contact_id, email, token_hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE email = VALUES(email), token_hash = VALUES(token_hash), created_at = VALUES(created_at), expires_at = VALUES(expires_at)`,
        [contact.id, email, sha256(token), now, expiresAt],
      );
      await this.letters.confirmEmail(tx, contact, { email, token, expiresAt, hours: LIFE_MS / HOUR });
      return '/profile';
    });
  }

  /** The address that waits to be confirmed; null when none does. */
  async waiting(contact: ContactActor): Promise<string | null> {
    const rows: { email: string }[] = await this.dataSource.query('SELECT email FROM email_changes WHERE contact_id = ? AND expires_at > ?', [contact.id, this.clock.now()]);
    return rows[0]?.email ?? null;
  }

  /** The address that a link confirms, for that contact alone; uses nothing up. */
  async find(contact: ContactActor, token: unknown): Promise<string | null> {
    if (typeof token !== 'string' || !TOKEN.test(token)) return null;
    const rows: { email: string }[] = await this.dataSource.query(
      'SELECT email FROM email_changes WHERE contact_id = ? AND token_hash = ? AND expires_at > ?',
      [contact.id, sha256(token), this.clock.now()],
    );
    return rows[0]?.email ?? null;
  }

  /**
   * Makes it the contact's address, once; the old one is told.
   * @throws FieldRefused at `email` when somebody else has it
   */
  confirm(contact: ContactActor, post: Post, token: string, email: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const used: { affectedRows: number } = await tx.query('DELETE FROM email_changes WHERE contact_id = ? AND token_hash = ?', [contact.id, sha256(token)]);
      if (used.affectedRows === 1) await this.persons.changeOwn(tx, contact, { email });
      return '/profile';
    });
  }
}
