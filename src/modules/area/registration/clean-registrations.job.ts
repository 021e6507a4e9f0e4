import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SYSTEM } from '../../../kernel/access/actor';
import { inTransaction } from '../../../kernel/db/transaction';
import type { Job } from '../../../kernel/jobs/job';
import { UnverifiedRegistrations } from '../../contacts/unverified-registrations';
import { CustomerTrash } from '../../customers/trash/customer-trash';
import { RegistrationRows, type ForgottenRegistration } from './registrations.queries';

const KEPT_MS = 7 * 86_400_000;
const BATCH = 200;

/** Moves registrations into the trash whose address nobody has verified for seven days (ARE-5). Daily. */
@Injectable()
export class CleanRegistrations implements Job {
  readonly name = 'clean-registrations';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly registrations: UnverifiedRegistrations,
    private readonly rows: RegistrationRows,
    private readonly trash: CustomerTrash,
  ) {}

  /** Each is a transaction of its own, the oldest first; one that cannot be deleted holds up no other. */
  async run(now: Date): Promise<number> {
    const before = new Date(now.getTime() - KEPT_MS);
    let done = 0;
    for (let after = '0'; ; ) {
      const forgotten = await this.rows.forgotten(before, after, BATCH);
      for (const registration of forgotten) done += (await this.bury(registration)) ? 1 : 0;
      if (forgotten.length < BATCH) return done;
      after = forgotten[forgotten.length - 1].customerId;
    }
  }

  private bury({ customerId, contactId }: ForgottenRegistration): Promise<boolean> {
    return inTransaction(this.dataSource, async (tx) => {
      await this.rows.lock(tx, customerId);
      if (!(await this.rows.waitingOne(tx, customerId))?.unverified) return false;
      const { ok } = await this.trash.delete(tx, SYSTEM, customerId);
      if (ok) await this.registrations.bury(tx, contactId);
      return ok;
    });
  }
}
