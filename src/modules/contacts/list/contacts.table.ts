import type { StaffActor } from '../../../kernel/access/actor';
import { isLanguage } from '../../../kernel/reference/languages';
import { defineTable, type TableFilter } from '../../../kernel/table/table';
import { CONTACT_KINDS } from '../customer-contact.entity';
import { LOGIN_STATES } from '../logins/login-state';

/** What a condition on the list may ask. */
export interface ListContext {
  readonly actor: StaffActor;
  readonly now: Date;
}

type Filter = TableFilter<ListContext>;

const OWN = { from: 'contacts p ON p.id = few.id', id: 'p.id' };
const live = (index: string) => ({ table: `contacts p FORCE INDEX (${index})`, id: 'p.id', where: 'p.deleted_at IS NULL' });
const oneOf = (...choices: readonly string[]) => (text: string) => (choices.includes(text) ? text : null);

const INVITATION = "SELECT 1 FROM access_tokens t WHERE t.principal_kind = 'contact' AND t.principal_id = p.id AND t.purpose = 'set-password' AND t.used_at IS NULL";
const invited = (sign: '>' | '<=') => `p.password_hash IS NULL AND p.email_key IS NOT NULL AND EXISTS (${INVITATION} AND t.expires_at ${sign} ?)`;

/** Each state of a login as a condition (`loginState` says the same of one row). */
const STATES: Readonly<Record<string, string>> = {
  noEmail: 'p.email_key IS NULL',
  notInvited: `p.password_hash IS NULL AND p.email_key IS NOT NULL AND NOT EXISTS (${INVITATION})`,
  invited: invited('>'),
  expired: invited('<='),
  mustChange: 'p.password_hash IS NOT NULL AND p.email_key IS NOT NULL AND p.must_change_password = 1',
  ready: 'p.password_hash IS NOT NULL AND p.email_key IS NOT NULL AND p.must_change_password = 0 AND p.signed_in_at IS NULL',
  signedIn: 'p.password_hash IS NOT NULL AND p.email_key IS NOT NULL AND p.must_change_password = 0 AND p.signed_in_at IS NOT NULL',
};
const LINK = 'SELECT 1 FROM customer_contacts l JOIN customers c ON c.id = l.customer_id WHERE l.contact_key = p.id';

const FILTERS = {
  login: {
    label: 'contacts.fields.login', many: true, read: oneOf(...LOGIN_STATES),
    where: (values, { now }) => ({ sql: values.map((value) => `(${STATES[value]})`).join(' OR '), params: values.filter((value) => value === 'invited' || value === 'expired').map(() => now) }),
  },
  kind: {
    label: 'contacts.fields.kind', many: true, read: oneOf(...CONTACT_KINDS),
    where: (values) => ({ sql: `EXISTS (${LINK} AND l.kind IN (?))`, params: [values] }),
    ids: (value) => ({ sql: 'SELECT DISTINCT k.contact_key AS id FROM customer_contacts k WHERE k.kind = ? AND k.contact_key IS NOT NULL', params: [value] }),
  },
  primary: { label: 'contacts.fields.primary', many: false, read: oneOf('yes', 'no'), where: ([value]) => ({ sql: `${value === 'yes' ? '' : 'NOT '}EXISTS (${LINK} AND c.primary_link_id = l.id)`, params: [] }) },
  customer: {
    label: 'contacts.all.customerActive', many: false, read: oneOf('yes', 'no'),
    where: ([value]) => ({ sql: `EXISTS (${LINK} AND c.active = ?)`, params: [value === 'yes' ? 1 : 0] }),
    ids: (value) => ({ sql: 'SELECT DISTINCT k.contact_key AS id FROM customers c STRAIGHT_JOIN customer_contacts k ON k.customer_id = c.id WHERE c.deleted_at IS NULL AND c.active = ? AND k.contact_key IS NOT NULL', params: [value === 'yes' ? 1 : 0] }),
  },
  active: { label: 'contacts.fields.active', many: false, read: oneOf('yes', 'no'), where: ([value]) => ({ sql: 'p.active = ?', params: [value === 'yes' ? 1 : 0] }) },
  language: { label: 'contacts.fields.language', many: true, read: (text) => (isLanguage(text) ? text : null), where: (values) => ({ sql: 'p.language IN (?)', params: [values] }) },
} as const satisfies Record<string, Filter>;

/** All contacts: one row a person, with the customers the reader sees. */
export const CONTACTS_TABLE = defineTable<ListContext>({
  name: 'contacts',
  path: '/admin/contacts',
  own: OWN,
  pageSize: 25,
  defaultSort: { key: 'name', dir: 'asc' },
  sorts: {
    name: { keys: [{ sql: 'p.sort_name', kind: 'text' }], first: 'asc', scan: live('contacts_sort_name') },
    email: { keys: [{ sql: 'p.email_key', kind: 'text', nullable: true }], first: 'asc', scan: live('contacts_email_key') },
    created: { keys: [], first: 'desc', scan: live('PRIMARY') },
    signedIn: { keys: [{ sql: "DATE_FORMAT(p.signed_in_at, '%Y-%m-%d %H:%i:%s')", kind: 'text', nullable: true }], first: 'desc', scan: null },
    language: { keys: [{ sql: 'p.language', kind: 'text', nullable: true }], first: 'asc', scan: live('contacts_language') },
  },
  filters: FILTERS,
  columns: [
    { key: 'contact', label: 'contacts.all.contact', sort: 'name', usual: true, always: true },
    { key: 'customer', label: 'contacts.all.customer', usual: true },
    { key: 'email', label: 'contacts.fields.email', sort: 'email', usual: true },
    { key: 'phone', label: 'contacts.fields.phone', usual: true },
    { key: 'kind', label: 'contacts.fields.kind', usual: true },
    { key: 'login', label: 'contacts.fields.login', sort: 'signedIn', usual: true },
    { key: 'language', label: 'contacts.fields.language', sort: 'language', usual: false },
    { key: 'created', label: 'contacts.all.created', sort: 'created', class: 'num', usual: false },
  ],
});
