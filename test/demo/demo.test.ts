import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import { COUNTRIES } from '../../src/modules/demo/demo.countries';
import { DEMO_GROUPS, demoCustomer } from '../../src/modules/demo/demo.customer';
import { TRADES } from '../../src/modules/demo/demo.trades';

const some = Array.from({ length: 20_000 }, (_, index) => demoCustomer(index));

test('the same place gives the same customer, in any order of asking', () => {
  expect(demoCustomer(4711)).toEqual(some[4711]);
  expect(demoCustomer(3)).toEqual(some[3]);
});

test('addresses are unique and lead nowhere', () => {
  const emails = [...some, ...Array.from({ length: 2000 }, (_, at) => demoCustomer(2_621_440 + at))].flatMap((customer) => customer.contacts.map((contact) => contact.email));
  expect(new Set(emails).size).toBe(emails.length);
  for (const email of emails) expect(email).toMatch(/^[a-z0-9.]+@[a-z0-9-]+\.example$/);
});

test('seven of ten are companies, one of ten has a second contact, all countries occur', () => {
  expect(some.filter((customer) => customer.type === 'company')).toHaveLength(14_000);
  expect(some.flatMap((customer) => customer.contacts)).toHaveLength(22_000);
  expect(new Set(some.map((customer) => customer.country)).size).toBe(COUNTRIES.length);
  for (const customer of some) {
    expect(customer.type === 'company' ? customer.companyName : customer.lastName).not.toBe('');
    for (const group of customer.groups) expect(DEMO_GROUPS).toContain(group);
    expect(JSON.stringify(customer)).not.toMatch(/undefined|[{][a-z][}]|_/);
  }
});

test('telephone numbers could be dialled', () => {
  const bad = new Set<string>();
  for (const customer of some.slice(0, 3000)) {
    if (!parsePhoneNumberFromString(customer.phone, customer.country as CountryCode)?.isValid()) bad.add(`${customer.country} ${customer.phone}`);
  }
  expect([...bad]).toEqual([]);
});

test('every language names every trade', () => {
  for (const words of Object.values(TRADES)) expect(words).toHaveLength(20);
});
