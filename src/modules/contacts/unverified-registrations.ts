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
    if (key === null) return;
    const rows: { id: string; customer_id: string }[] = await tx.query(
      'SELECT p.id, l.customer_id FROM contacts p JOIN customer_contacts l ON l.contact_key = p.id WHERE p.email_key = ? AND p.unverified = 1',
      [key],
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
