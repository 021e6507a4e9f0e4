import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import type { CsvCell } from '../../../kernel/csv/csv-writer';
import { joinNames } from '../../../kernel/csv/name-list';
import { Clock } from '../../../kernel/clock/clock';
import type { ListState } from '../../../kernel/table/list-state';
import { loginState } from '../logins/login-state';
import { ContactsListQueries } from './contacts-list.queries';

const BATCH = 1_000;

/** Columns of the file, by the names that imports know. */
export const EXPORTED: readonly string[] = ['first_name', 'last_name', 'email', 'phone', 'handle', 'language', 'active', 'login', 'customers', 'position', 'kind', 'primary'];

/** The list of contacts as a file, batch after batch, so that memory stays flat. */
@Injectable()
export class ContactsExport {
  constructor(
    private readonly clock: Clock,
    private readonly queries: ContactsListQueries,
  ) {}

  async *rows(actor: StaffActor, state: ListState): AsyncGenerator<CsvCell[][]> {
    for (let after = '0'; ; ) {
      const contacts = await this.queries.batch(actor, state, after, BATCH);
      if (contacts.length > 0) {
        yield contacts.map((row) => [
          row.firstName, row.lastName, row.email, row.phone, row.handle, row.language, row.active ? 'yes' : 'no', loginState(row, this.clock.now()).name,
          joinNames(row.links.map(({ customerName }) => customerName)), row.links[0]?.position ?? null, row.links[0]?.kind ?? null, row.links.some(({ primary }) => primary) ? 'yes' : 'no',
        ]);
      }
      if (contacts.length < BATCH) return;
      after = contacts[contacts.length - 1].id;
    }
  }
}
