import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

const COLUMNS = {
  type: (customer) => customer.type, company_name: (customer) => customer.companyName, title: (customer) => customer.title ?? '',
  first_name: (customer) => (customer.type === 'person' ? customer.firstName : ''), last_name: (customer) => (customer.type === 'person' ? customer.lastName : ''),
  email: (customer) => customer.email, phone: (customer) => customer.phone, website: (customer) => customer.website ?? '', vat_number: (customer) => customer.vatNumber ?? '',
  country: (customer) => customer.country, state: (customer) => customer.state ?? '', city: (customer) => customer.city, postcode: (customer) => customer.postcode, street: (customer) => customer.street,
  groups: (customer) => customer.groups.join('; '), note: (customer) => customer.note ?? '',
  contact_first_name: (customer) => customer.contacts[0].firstName, contact_last_name: (customer) => customer.contacts[0].lastName,
  contact_email: (customer) => customer.contacts[0].email, contact_phone: (customer) => customer.contacts[0].phone ?? '', contact_position: (customer) => customer.contacts[0].position ?? '',
};
export const HEADER = Object.keys(COLUMNS);

/** Writes a CSV file of demo customers nobody has seeded, from place `first` on. */
export async function writeImportFile(path, demoCustomer, first, rows) {
  const file = createWriteStream(path);
  file.write(`${HEADER.join(',')}\n`);
  for (let at = 0; at < rows; at += 1) {
    const customer = demoCustomer(first + at);
    const line = HEADER.map((name) => cell(COLUMNS[name](customer))).join(',');
    if (!file.write(`${line}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

function cell(text) {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
