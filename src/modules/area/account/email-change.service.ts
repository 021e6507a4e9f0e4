import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { randomHex, sha256 } from '../../../kernel/auth/digest';
import { Clock } from '../../../kernel/clock/clock';
import { Refused, TooMany } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { RateLimits } from '../../../kernel/http/rate-limits';
import { Letters } from '../../../kernel/outbox/letters';
import { Outbox } from '../../../kernel/outbox/outbox';
import { emailKey } from '../../../kernel/text/email-key';
import { ContactPersons } from '../../contacts/contact-persons.service';

const HOUR = 3_600_000;
const LIFE_MS = 24 * HOUR;
const TOKEN = /^[0-9a-f]{64}$/;

/** Another e-mail address of the contact: asked for with the password, true when the mail to it is answered (CON-2). */
@Injectable()
export class EmailChanges {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly limits: RateLimits,
    private readonly outbox: Outbox,
    private readonly persons: ContactPersons,
    letters: Letters,
  ) {
    letters.add({
      kind: 'email-change',
      audience: 'contact',
      toGivenAddress: true,
      fields: { link_life: { type: 'hours', sample: LIFE_MS / HOUR } },
      link: {
        path: (secret) => `/profile/email/confirm?token=${secret}`,
        works: (secret, now) => this.isOpen(secret, now),
        renew: (tx, { to }, now) => this.renew(tx, to.id, now),
      },
    });
  }

  /**
   * Sends a link to the address; the one before is dead. Whether somebody else has it, only its owner learns.
   * @throws TooMany after five in an hour, or three to one address (A25)
   */
  async ask(contact: ContactActor, post: Post, email: string): Promise<string> {
    const own = await this.limits.hit({ key: `email-change:${contact.id}`, max: 5, windowMs: HOUR });
    const wait = own || (await this.limits.hit({ key: `email-change:to:${sha256(emailKey(email) ?? '')}`, max: 3, windowMs: HOUR }));
    if (wait > 0) throw new TooMany({ key: 'staff.forgotten.tooMany' }, wait);
    return oncePerPost(this.dataSource, post, async (tx) => {
      await this.send(tx, contact.id, email, this.clock.now());
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

  private async send(tx: EntityManager, contactId: string, email: string, now: Date): Promise<void> {
    const token = randomHex(32);
    const expiresAt = new Date(now.getTime() + LIFE_MS);
    await tx.query(
      `INSERT INTO email_changes (contact_id, email, token_hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE email = VALUES(email), token_hash = VALUES(token_hash), created_at = VALUES(created_at), expires_at = VALUES(expires_at)`,
      [contactId, email, sha256(token), now, expiresAt],
    );
    await this.outbox.queue(tx, {
      kind: 'email-change', to: { kind: 'contact', id: contactId }, givenAddress: email, values: { link_life: LIFE_MS / HOUR },
      secret: { text: token, expiresAt }, dedupeKey: `email-change:${sha256(token)}`,
    });
  }

  /** A new link for the address that waits, in place of one that was sent (MAIL-2). */
  private async renew(tx: EntityManager, contactId: string, now: Date): Promise<void> {
    const rows: { email: string }[] = await tx.query('SELECT email FROM email_changes WHERE contact_id = ? FOR UPDATE', [contactId]);
    if (rows.length === 0) throw new Refused({ key: 'mail.reasons.link_replaced' });
    await this.send(tx, contactId, rows[0].email, now);
  }

  private async isOpen(secret: string, now: Date): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query('SELECT 1 FROM email_changes WHERE token_hash = ? AND expires_at > ?', [sha256(secret), now]);
    return rows.length > 0;
  }
}
