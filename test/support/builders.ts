import { SYSTEM } from '../../src/kernel/access/actor';
import { inTransaction } from '../../src/kernel/db/transaction';
import type { PersonInput } from '../../src/modules/contacts/contact-persons.service';
import { ContactsService, type LinkInput } from '../../src/modules/contacts/contacts.service';
import { EMPTY_DETAILS, type CustomerDetails } from '../../src/modules/customers/customer-details';
import type { CustomerInput } from '../../src/modules/customers/customer-input';
import { CustomersService } from '../../src/modules/customers/customers.service';
import type { TestApplication } from './application';

/** A company called Acme, unless told otherwise. @returns its id. */
export function aCustomer({ app, dataSource }: TestApplication, details: Partial<CustomerDetails> = {}, input: Partial<Omit<CustomerInput, 'details'>> = {}): Promise<string> {
  return inTransaction(dataSource, (tx) =>
    app.get(CustomersService).create(tx, SYSTEM, {
      number: null, groupIds: [], productIds: [], shippingAddresses: [], insight: null, ...input,
      details: { ...EMPTY_DETAILS, companyName: 'Acme', ...details },
    }),
  );
}

/** A contact of the customer called Pat Person, unless told otherwise. @returns the link's id. */
export function aContact({ app, dataSource }: TestApplication, customerId: string, person: Partial<PersonInput> = {}, link: Partial<LinkInput> = {}): Promise<string> {
  const nobody = { firstName: 'Pat', lastName: 'Person', email: null, phone: null, handle: null, pictureId: null, language: null, active: true };
  return inTransaction(dataSource, (tx) => app.get(ContactsService).create(tx, SYSTEM, customerId, { ...nobody, ...person }, { position: null, kind: 'normal', ...link }));
}

/** Makes somebody customer admin of the customer. */
export async function anAdminOf({ dataSource }: TestApplication, customerId: string, staffId: string): Promise<void> {
  await dataSource.query('INSERT INTO customer_admins (staff_id, customer_id, created_at) VALUES (?, ?, ?)', [staffId, customerId, new Date()]);
}
