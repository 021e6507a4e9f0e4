import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { OpenSessions } from '../../kernel/auth/open-sessions.queries';
import { AccessTokens } from '../../kernel/auth/access-tokens';
import { emailKey } from '../../kernel/text/email-key';
import type { ActivityEntry } from '../activity/activity';
import { CustomerTrash } from '../customers/trash/customer-trash';

/** People who registered under an address and have not shown that it is theirs (ARE-5). */
@Injectable()
export class UnverifiedRegistrations {
  constructor(
    private readonly sessions: OpenSessions,
    private readonly tokens: AccessTokens,
    private readonly trash: CustomerTrash,
  ) {}

  /**
   * Frees an address for the contact that somebody adds with it: a registration nobody has verified goes into the trash,
   * its password, links and sessions are dead. Whoever registers an address first thereby gets no hold on it (A26).
   */
  async giveWay(tx: EntityManager, actor: ActivityEntry['actor'], email: string | null): Promise<void> {
    // One registration never pushes out another one: it takes its place, see `Registrations`.
    const key = email === null || actor.kind === 'system' ? null : emailKey(email);
    if (key !== null) await this.free(tx, actor, await this.among(tx, [key]));
  }

  /** Those of these addresses that such registrations hold. */
  async among(tx: EntityManager, emailKeys: readonly string[]): Promise<string[]> {
    if (emailKeys.length === 0) return [];
    const rows: { email_key: string }[] = await tx.query('SELECT email_key FROM contacts WHERE email_key IN (?) AND unverified = 1', [emailKeys]);
    return rows.map(({ email_key: key }) => key);
  }

  /** `giveWay` for several addresses, whoever wants them; as imports do. */
  async free(tx: EntityManager, actor: ActivityEntry['actor'], emailKeys: readonly string[]): Promise<void> {
    if (emailKeys.length === 0) return;
    const rows: { id: string; customer_id: string }[] = await tx.query(
      'SELECT p.id, l.customer_id FROM contacts p JOIN customer_contacts l ON l.contact_key = p.id WHERE p.email_key IN (?) AND p.unverified = 1 ORDER BY l.customer_id',
      [emailKeys],
    );
    for (const { id, customer_id } of rows) {
      await this.trash.delete(tx, actor, customer_id);
      await this.bury(tx, id);
    }
  }

  /** Nothing that was known of the login opens anything any more. */
  async bury(tx: EntityManager, contactId: string): Promise<void> {
    await tx.query('UPDATE contacts SET password_hash = NULL WHERE id = ? AND unverified = 1', [contactId]);
    await this.tokens.revoke(tx, { kind: 'contact', id: contactId });
    await this.sessions.endAll(tx, { kind: 'contact', id: contactId });
  }
}
