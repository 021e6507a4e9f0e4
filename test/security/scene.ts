import { StaffActor } from '../../src/kernel/access/actor';
import { admits, allows } from '../../src/kernel/access/access.guard';
import type { AccessRule } from '../../src/kernel/access/allow';
import { CONTACT_PERMISSIONS, permissionColumn, type ContactPermission } from '../../src/kernel/access/contact-permissions';
import { ROLE_PERMISSIONS, type RolePermission } from '../../src/kernel/access/permissions';
import { ImportRunner } from '../../src/modules/imports/import-runner';
import { customerAbilities, mayUseTrash, type CustomerAbilities } from '../../src/modules/customers/customer.policy';
import { formOf } from '../customers/form';
import type { startApplication } from '../support/application';
import { aContact, aCustomer, anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';

export type House = Awaited<ReturnType<typeof startApplication>>;

/** Ids of everything a route can name: two customers with all that belongs to them, and what surrounds them. */
export interface Scene {
  /** The customer the table's addresses name, and another one. */
  readonly a: string;
  readonly b: string;
  readonly trashed: string;
  readonly contact: string;
  /** Asked of a contact of b, whether it is one of a too. */
  readonly question: string;
  readonly deletedContact: string;
  readonly foreignContact: string;
  readonly note: string;
  readonly deletedNote: string;
  readonly foreignNote: string;
  readonly reminder: string;
  readonly deletedReminder: string;
  readonly foreignReminder: string;
  readonly draft: string;
  readonly editDraft: string;
  readonly group: string;
  readonly product: string;
  readonly role: string;
  readonly someone: string;
  readonly taxRate: string;
  readonly paymentMode: string;
  readonly mail: string;
  readonly mailOfA: string;
  readonly import: string;
  readonly change: string;
  readonly bulk: string;
  readonly view: string;
  readonly file: string;
  readonly fileOfA: string;
  readonly deletedFileOfA: string;
  readonly event: string;
  readonly deletedEvent: string;
}

/** What stands in every text of customer B: nobody who may only see A ever reads it. */
export const FOREIGN = 'Xbcanary';

/** Somebody who knocks, with what the rules say about them. */
export interface Person {
  readonly name: string;
  readonly visitor: Visitor;
  /** null: not signed in as staff. */
  readonly actor: StaffActor | null;
  readonly adminOf: readonly string[];
  /** Signed in to the customers area. */
  readonly contact?: { readonly customerId: string; readonly admin: boolean; may(permission: ContactPermission): boolean };
  /** Staff who look as that contact: it reads, and finds no page of staff. */
  readonly looks?: true;
}

export type PersonName = 'nobody' | 'stranger' | 'viewer' | 'ownA' | 'ownB' | 'editor' | 'administrator' | 'contactA' | 'adminContactA' | 'contactB' | 'contactOfBoth' | 'inactiveContact' | 'contactOfTrashed' | 'impersonator';

const REACHES_ALL_BUT_SEEING: readonly RolePermission[] = ROLE_PERMISSIONS.filter((permission) => permission !== 'customers.view');

/** Builds the scene on an empty database and signs everybody in. */
export async function buildScene(house: House): Promise<{ scene: Scene; people: Record<PersonName, Person> }> {
  await house.reset();
  const { dataSource } = house;
  const now = new Date();
  const insert = async (sql: string, params: unknown[]): Promise<string> => String((await dataSource.query(sql, params)).insertId);
  const administrator = await house.admin();
  const [{ id: adminId }] = await dataSource.query('SELECT CAST(id AS CHAR) AS id FROM staff');
  const [{ id: group }] = await dataSource.query('SELECT CAST(id AS CHAR) AS id FROM customer_groups LIMIT 1');

  const a = await aCustomer(house, { companyName: 'Ahornhof', email: 'a@ahorn.example', country: 'DE', city: 'Kiel' }, { groupIds: [group] });
  const b = await aCustomer(house, foreignDetails(), { insight: `${FOREIGN} insight`, groupIds: [group] });
  const trashed = await aCustomer(house, { companyName: 'Gone' });
  await aContact(house, a, { firstName: 'Prim', email: 'prim@ahorn.example' });
  const contact = await aContact(house, a, { firstName: 'Second' });
  const deletedContact = await aContact(house, a, { firstName: 'Left' });
  await aContact(house, b, { firstName: FOREIGN, lastName: FOREIGN, email: `${FOREIGN}@b.example`, phone: '+49 431 998877', handle: FOREIGN }, { position: FOREIGN });
  const foreignContact = await aContact(house, b, { firstName: `${FOREIGN}2`, lastName: FOREIGN });
  const note = await insert('INSERT INTO notes (customer_id, staff_id, body, created_at, updated_at) VALUES (?, ?, ?, ?, ?)', [a, adminId, 'Call on Mondays', now, now]);
  const deletedNote = await insert('INSERT INTO notes (customer_id, staff_id, body, created_at, updated_at) VALUES (?, ?, ?, ?, ?)', [a, adminId, 'Old', now, now]);
  const foreignNote = await insert('INSERT INTO notes (customer_id, staff_id, body, created_at, updated_at) VALUES (?, ?, ?, ?, ?)', [b, adminId, `${FOREIGN} note`, now, now]);
  const remind = (customerId: string, body: string): Promise<string> => insert(
    "INSERT INTO reminders (customer_id, staff_id, created_by_id, body, zone, starts_local, next_local, next_at, created_at, updated_at) VALUES (?, ?, ?, ?, 'UTC', '2036-01-02 09:00', '2036-01-02 09:00', '2036-01-02 09:00', ?, ?)",
    [customerId, adminId, adminId, body, now, now],
  );
  const [reminder, deletedReminder, foreignReminder] = [await remind(a, 'Call'), await remind(a, 'Never mind'), await remind(b, `${FOREIGN} reminder`)];
  await insert('INSERT INTO shipping_addresses (customer_id, default_key, name, country, city, street, created_at, updated_at) VALUES (?, 1, ?, ?, ?, ?, ?, ?)', [b, FOREIGN, 'DE', FOREIGN, FOREIGN, now, now]);
  await insert("INSERT INTO activities (at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, subject_name, customer_id, changes) VALUES (?, 'staff', ?, 'Ada', 'customer.edited', 'customer', ?, ?, ?, ?)", [now, adminId, b, FOREIGN, b, JSON.stringify({ city: [null, FOREIGN] })]);

  const roleId = await insert("INSERT INTO roles (name, created_at, updated_at) VALUES ('Clerks', ?, ?)", [now, now]);
  const product = await insert("INSERT INTO products (kind, name, created_at, updated_at) VALUES ('service', 'Advice', ?, ?)", [now, now]);
  const taxRate = await insert("INSERT INTO tax_rates (name, rate, created_at, updated_at) VALUES ('Full', 19, ?, ?)", [now, now]);
  const paymentMode = await insert("INSERT INTO payment_modes (name, created_at, updated_at) VALUES ('Barter', ?, ?)", [now, now]);
  const someone = (await house.staff({ name: 'Someone' })).id;
  const file = await insert("INSERT INTO files (storage_key, media_type, bytes, original_name, created_at) VALUES (?, 'image/webp', 1, 'x.png', ?)", [`${'ab'.repeat(16)}.webp`, now]);
  const attached = async (customerId: string, name: string, key: string): Promise<string> => {
    const fileId = await insert("INSERT INTO files (storage_key, media_type, bytes, original_name, created_at) VALUES (?, 'application/octet-stream', 1, ?, ?)", [`${key.repeat(16)}.bin`, name, now]);
    return insert("INSERT INTO customer_files (customer_id, file_id, name, bytes, uploaded_by_kind, uploaded_by_id, uploaded_by_name, shared, created_at, updated_at) VALUES (?, ?, ?, 1, 'staff', ?, 'Ada', 'customer', ?, ?)", [customerId, fileId, name, adminId, now, now]);
  };
  const [fileOfA, deletedFileOfA] = [await attached(a, 'Plan.pdf', 'a1'), await attached(a, 'Old.pdf', 'a2')];
  await attached(b, `${FOREIGN}.pdf`, 'b1');
  const happened = (customerId: string, name: string): Promise<string> => insert("INSERT INTO customer_events (customer_id, type, name, month_day, year, occurrence, created_at, updated_at) VALUES (?, 'other', ?, 101, 2000, 'monthly', ?, ?)", [customerId, name, now, now]);
  const [event, deletedEvent] = [await happened(a, 'Founded'), await happened(a, 'Old')];
  await happened(b, FOREIGN);
  const mail = await insert(
    "INSERT INTO mail_outbox (kind, language, recipient_kind, recipient_id, recipient_name, recipient_email, merge_values, dedupe_key, due_at, created_at) VALUES ('staff-password-changed', 'en', 'staff', ?, 'S', 's@clientele.example', '{\"changed_at\": \"2026-01-02T03:04:05Z\", \"forgotten_address\": \"http://localhost/x\"}', 'scene', ?, ?)",
    [someone, now, now],
  );
  const mailOfA = await insert(
    "INSERT INTO mail_outbox (kind, language, recipient_kind, recipient_id, recipient_name, recipient_email, customer_id, merge_values, state, subject, body_text, dedupe_key, due_at, created_at) VALUES ('staff-password-changed', 'en', 'staff', ?, 'S', 's@clientele.example', ?, '{}', 'sent', 'Words', 'Words', 'scene a', ?, ?)",
    [someone, a, now, now],
  );
  await insert(
    "INSERT INTO mail_outbox (kind, language, recipient_kind, recipient_id, recipient_name, recipient_email, customer_id, merge_values, state, subject, body_text, dedupe_key, due_at, created_at) VALUES ('staff-password-changed', 'en', 'staff', ?, ?, 's@clientele.example', ?, '{}', 'sent', ?, ?, 'scene b', ?, ?)",
    [someone, FOREIGN, b, FOREIGN, FOREIGN, now, now],
  );
  const view = await insert("INSERT INTO saved_views (list, staff_id, shared, name, query, created_at, updated_at) VALUES ('customers', ?, 0, 'Mine', 'q=x', ?, ?)", [adminId, now, now]);
  const bulk = await insert("INSERT INTO bulk_actions (staff_id, action, params, state, total, created_at, updated_at) VALUES (?, 'activate', '{}', 'done', 1, ?, ?)", [adminId, now, now]);
  await dataSource.query("INSERT INTO bulk_action_items (bulk_action_id, customer_id, state) VALUES (?, ?, 'done')", [bulk, b]);

  const question = await insert(
    "INSERT INTO link_invitations (customer_id, contact_id, open_key, token_hash, typed_name, typed_email, kind, permissions, mail_switches, created_at, expires_at) SELECT ?, contact_id, contact_id, ?, 'Typed', 'typed@example.com', 'normal', '', '', ?, ? FROM customer_contacts WHERE id = ?",
    [a, 'c'.repeat(64), now, new Date(now.getTime() + 86_400_000), foreignContact],
  );
  const ofTrashed = await house.contact(trashed, { name: 'of trashed' });
  await administrator.post(`/admin/customers/${trashed}/deletion`);
  await administrator.post(`/admin/customers/${a}/contacts/${deletedContact}/deletion`);
  await administrator.post(`/admin/customers/${a}/notes/${deletedNote}/deletion`);
  await administrator.post(`/admin/customers/${a}/reminders/${deletedReminder}/deletion`);
  await administrator.post(`/admin/customers/${a}/files/${deletedFileOfA}/deletion`);
  const drafted = await administrator.post('/admin/customers/new?step=general', { type: 'company', companyName: 'Draft', groupIds: [group], do: 'next' });
  const draft = /new\/(\d+)/.exec(drafted.headers.location)![1];
  const form = formOf((await administrator.get(`/admin/customers/${a}/edit?step=general`)).text);
  const kept = await administrator.post(`/admin/customers/${a}/edit?step=general`, { ...form, do: 'next' });
  const editDraft = /edit\/(\d+)/.exec(kept.headers.location)![1];
  const uploaded = await administrator.upload('/admin/customers/import', 'file', { name: 'list.csv', content: Buffer.from(`Company,City\n${FOREIGN},Kiel\n`) });
  const importId = uploaded.headers.location.replace('/admin/imports/', '');
  await house.app.get(ImportRunner).idle();

  const change = await insert(
    "INSERT INTO change_requests (customer_id, open_key, contact_name, before_data, after_data, created_at) VALUES (?, ?, 'Prim', '{\"general\": {\"city\": \"\"}, \"address\": {}}', '{\"general\": {\"city\": \"\"}, \"address\": {}}', ?)",
    [a, a, now],
  );

  const person = async (name: string, permissions: readonly RolePermission[], adminOf: readonly string[] = []): Promise<Person> => {
    const { id, visitor } = await house.staff({ name, permissions });
    for (const customer of adminOf) await anAdminOf(house, customer, id);
    return { name, visitor, adminOf, actor: actorWith(id, permissions, adminOf.length > 0) };
  };
  const contactOf = async (name: string, customerId: string, kind: 'normal' | 'admin', every: boolean): Promise<Person> => {
    const { visitor } = await house.contact(customerId, { name, kind, permissions: every ? undefined : [] });
    return { name, visitor, actor: null, adminOf: [], contact: { customerId, admin: kind === 'admin', may: () => every } };
  };
  const both = await house.contact(a, { name: 'of both', permissions: [] });
  await insert("INSERT INTO customer_contacts (customer_id, contact_id, contact_key, kind, permissions, created_at, updated_at) VALUES (?, ?, ?, 'admin', ?, ?, ?)", [b, both.id, both.id, permissionColumn(CONTACT_PERMISSIONS), now, now]);
  const inactive = await house.contact(a, { name: 'inactive' });
  await dataSource.query('UPDATE contacts SET active = 0 WHERE id = ?', [inactive.id]);
  const looker = await person('impersonator', ROLE_PERMISSIONS);
  const lookedAt = await house.contact(a, { name: 'looked at', kind: 'admin' });
  await looker.visitor.post(`/admin/customers/${a}/impersonation`, { contact: lookedAt.linkId, reason: 'Asked to' });
  await looker.visitor.raw().post('/impersonation').type('form').send({});
  await looker.visitor.get('/');
  const people = {
    contactOfBoth: { name: 'contact of both', visitor: both.visitor, actor: null, adminOf: [], contact: { customerId: a, admin: false, may: () => false } },
    inactiveContact: { name: 'inactive contact', visitor: inactive.visitor, actor: null, adminOf: [] },
    contactOfTrashed: { name: 'contact of the trash', visitor: ofTrashed.visitor, actor: null, adminOf: [] },
    impersonator: { ...looker, looks: true as const, contact: { customerId: a, admin: true, may: () => true } },
    contactA: await contactOf('contact of a', a, 'normal', false),
    adminContactA: await contactOf('admin contact of a', a, 'admin', true),
    contactB: await contactOf('contact of b', b, 'normal', true),
    nobody: { name: 'nobody', visitor: house.visitor(), actor: null, adminOf: [] },
    stranger: await person('stranger', []),
    viewer: await person('viewer', ['customers.view', 'groups.view', 'products.view']),
    ownA: await person('own a', [], [a]),
    ownB: await person('own b', REACHES_ALL_BUT_SEEING, [b]),
    editor: await person('editor', ROLE_PERMISSIONS),
    administrator: { name: 'administrator', visitor: administrator, actor: actorWith(adminId, [], false, true), adminOf: [] },
  };
  return { people, scene: { a, b, trashed, contact, question, deletedContact, foreignContact, note, deletedNote, foreignNote, reminder, deletedReminder, foreignReminder, draft, editDraft, group, product, role: roleId, someone, taxRate, paymentMode, mail, mailOfA, import: importId, change, bulk, view, file, fileOfA, deletedFileOfA, event, deletedEvent } };
}

/** Details of customer B, each with the sign that nobody else may read. */
export function foreignDetails() {
  return {
    companyName: `${FOREIGN} name`, email: `${FOREIGN}@office.example`, phone: '+49 431 998877', website: `https://${FOREIGN}.example`, vatNumber: FOREIGN,
    city: `${FOREIGN} city`, street: `${FOREIGN} street`, state: FOREIGN, postcode: FOREIGN, country: 'NO', creditRating: FOREIGN,
  };
}

function actorWith(id: string, permissions: readonly RolePermission[], isCustomerAdmin: boolean, administrator = false): StaffActor {
  return new StaffActor({
    id, name: '', email: '', administrator, mustChangePassword: false, hasSecondFactor: false, language: null, timeZone: null, theme: 'system', density: 'dense',
    shortcuts: true, permissions, isCustomerAdmin, impersonationId: null, dueReminders: 0, sessionId: '',
  });
}

export type Verdict = 'in' | 303 | 403 | 404;

/** What the right to the row adds to the right to the kind; asked only of people whom the route's rule lets in. */
export type RowRule = (person: Person & { actor: StaffActor }, scene: Scene) => Verdict;

/** The door of everything below a customer: unseen is 404, seen and not allowed 403. */
export function customer(ability: keyof CustomerAbilities | 'see', which: (scene: Scene) => string = (scene) => scene.a): RowRule {
  return ({ actor, adminOf }, scene) => {
    const mine = adminOf.includes(which(scene));
    if (!mine && !actor.may('customers.view')) return 404;
    return ability === 'see' || customerAbilities(actor, { mine })[ability] ? 'in' : 403;
  };
}

/** The right to the row in the customers area; asked of contacts whom the route's rule lets in. */
export type AreaRule = (person: Person & { contact: NonNullable<Person['contact']> }, scene: Scene) => Verdict;
/** What belongs to customer A exists for its own contacts alone (ARE-2). */
export const ofA: AreaRule = ({ contact }, scene) => (contact.customerId === scene.a ? 'in' : 404);

/** What staff uploaded is not a contact's to delete. */
export const staffsFileOfA: AreaRule = (person, scene) => (openOfA(person, scene) === 'in' ? 403 : 404);

/** And where something of its modules is open to the contact (PER-1). */
export const openOfA: AreaRule = (person, scene) => (admits({ needs: 'any' }, person.contact) ? ofA(person, scene) : 404);

export const trash: RowRule = ({ actor }) => (mayUseTrash(actor) ? 'in' : 403);
/** What belongs to the administrator of the scene and to nobody else. */
export const administratorsOwn: RowRule = ({ actor }) => (actor.administrator ? 'in' : 404);
/** Notes are changed by their authors and by administrators; the scene's are the administrator's. */
export const note: RowRule = (person, scene) => {
  const verdict = customer('edit')(person, scene);
  return verdict === 'in' && !person.actor.administrator ? 403 : verdict;
};
export const draftOfA: RowRule = (person, scene) => {
  const verdict = customer('edit')(person, scene);
  return verdict === 'in' ? administratorsOwn(person, scene) : verdict;
};

/** What a person gets at a route: its declared rule first, then the row's. */
export function verdictOf(rule: AccessRule, rowRule: RowRule | undefined, person: Person, scene: Scene, method: string, areaRule?: AreaRule): Verdict {
  const { actor, contact } = person;
  if (rule.kind === 'anyone') return 'in';
  if (rule.kind === 'contacts') {
    if (!contact) return method === 'GET' ? 303 : 403;
    if (!admits(rule, contact)) return 404;
    if (person.looks && method !== 'GET' && !rule.readOnly) return 403;
    return areaRule?.({ ...person, contact }, scene) ?? 'in';
  }
  if (!actor) return method === 'GET' ? 303 : 403;
  if (person.looks) return 404;
  if (!allows(rule, actor)) return 403;
  return rowRule ? rowRule({ ...person, actor }, scene) : 'in';
}

/** One number for each table's content; what notes the passing of requests alone is left out. */
export async function checksums(house: House): Promise<Record<string, string>> {
  tables ??= (await house.dataSource.query("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND table_name <> 'rate_limits' ORDER BY 1"))
    .map(({ name }: { name: string }) => `\`${name}\``);
  const rows: { Table: string; Checksum: string }[] = await house.dataSource.query(`CHECKSUM TABLE ${tables!.join(', ')}`);
  return Object.fromEntries(rows.map(({ Table, Checksum }) => [Table.replace(/^.*\./, ''), String(Checksum)]));
}

let tables: string[] | null = null;

/** Writes a payload into every column that people's words can reach, and names made unique where they must be. */
export async function fillEveryText({ dataSource }: House): Promise<void> {
  const columns: { place: string; name: string; length: string; keyed: number }[] = await dataSource.query(`
    SELECT c.table_name AS place, c.column_name AS name, c.character_maximum_length AS length,
           EXISTS (SELECT 1 FROM information_schema.statistics s WHERE s.table_schema = c.table_schema AND s.table_name = c.table_name AND s.column_name = c.column_name AND s.non_unique = 0) AS keyed
    FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE'
    WHERE c.table_schema = DATABASE() AND c.character_set_name = 'utf8mb4' AND c.data_type IN ('varchar', 'text', 'mediumtext')
      AND c.table_name <> 'migrations' AND COALESCE(c.generation_expression, '') = '' AND c.column_name NOT IN ('query')`);
  for (const { place, name, length, keyed } of columns) {
    const payload = Number(length) < 30 ? '"><b x=1>' : '\'"><svg onload=__pwn(1)>{{t}}';
    await dataSource.query(`UPDATE \`${place}\` SET \`${name}\` = ${Number(keyed) ? 'LEFT(CONCAT(UUID_SHORT() MOD 100000000, ?), ?)' : 'LEFT(?, ?)'}`, [payload, Number(length)]);
  }
  await dataSource.query("UPDATE staff SET active = 1");
}
