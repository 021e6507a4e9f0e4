import { Injectable } from '@nestjs/common';
import type { Job } from '../jobs/job';
import { OutboxRows } from './outbox.queries';

/** Wipes the secrets of letters whose links have run out before they could be sent (MAIL-2). */
@Injectable()
export class MailSecretExpiry implements Job {
  readonly name = 'expire-mail-secrets';

  constructor(private readonly rows: OutboxRows) {}

  run(now: Date): Promise<number> {
    return this.rows.expireSecrets(now);
  }
}
