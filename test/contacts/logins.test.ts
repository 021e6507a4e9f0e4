import { CONTACT_PERMISSIONS, MAIL_SWITCHES } from '../../src/kernel/access/contact-permissions';
import { ContactLogins } from '../../src/modules/contacts/logins/contact-logins.service';
import { shows, to } from '../customers/form';
import { lastToken, letters } from '../staff/letters';
import { PASSWORD, startApplication } from '../support/application';
import { aContact, aCustomer, anAdminOf } from '../support/builders';
import type { Fields, Visitor } from '../support/visitor';

const NEW = 'three small green boats';
const EMAIL = 'sam@nordlicht.example';
const HOUR = 3_600_000;

let app: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let id: string;
beforeAll(async () => { app = await startApplication(); });
beforeEach(async () => {
  await app.reset();
  admin = await app.admin();
  id = await aCustomer(app, { companyName: 'Nordlicht' });
});
afterAll(() => app.close());

const rows = <T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T[]> => app.dataSource.query(sql, params);
const tab = () => `/admin/customers/${id}/contacts`;
const logins = () => app.app.get(ContactLogins);
const SAM: Fields = { firstName: 'Sam', lastName: 'Ek', email: EMAIL, kind: 'normal', active: '1', permissions: CONTACT_PERMISSIONS, mailSwitches: MAIL_SWITCHES, noWelcome: '1' };
const add = (fields: Fields = {}, visitor = admin) => visitor.post(tab(), { ...SAM, ...fields });
const linkOf = async (): Promise<string> => String((await rows<{ id: string }>('SELECT MAX(id) AS id FROM customer_contacts'))[0].id);
const save = async (fields: Fields = {}, visitor = admin) => {
  const link = await linkOf();
  const [versions] = await rows<{ version: number; personVersion: number }>('SELECT l.version, p.version AS personVersion FROM customer_contacts l JOIN contacts p ON p.id = l.contact_id WHERE l.id = ?', [link]);
  return visitor.post(`${tab()}/${link}`, { ...SAM, version: String(versions.version), personVersion: String(versions.personVersion), ...fields });
};
const kinds = async (): Promise<string[]> => (await letters(app)).map(({ kind }) => kind);
const actions = async (): Promise<string[]> => (await rows<{ action: string }>("SELECT action FROM activities WHERE customer_id = ? AND subject_kind = 'contact' ORDER BY id", [id])).map(({ action }) => action);
const setBy = async (token: string, password = NEW): Promise<boolean> => {
  const holder = await logins().holderOf(token);
  return holder !== null && logins().setByLink(holder, password);
};
const enters = async (email: string, password: string): Promise<number> => (await app.visitor().raw().post('/login').type('form').send({ email, password })).status;
const invited = async (): Promise<string> => {
  to(await add({ login: 'link' }));
  return lastToken(app);
};

describe('an invitation (CON-7)', () => {
  it('is sent at creation, sets a password once, and its state can be seen', async () => {
    const token = await invited();
    expect(await kinds()).toEqual(['set-password']);
    shows(await admin.get(tab()), 'Invited, 48 h left');
    app.clock.set(new Date(Date.now() + 16.5 * HOUR));
    shows(await (await app.admin()).get(tab()), 'Invited, 31 h left');
    app.clock.set(null);
    expect(await setBy(token)).toBe(true);
    expect(await setBy(token)).toBe(false);
    shows(await admin.get(tab()), 'Has a password');
    expect(await enters(EMAIL, NEW)).toBe(303);
    shows(await admin.get(tab()), 'Has signed in');
    expect(await actions()).toEqual(['contact.created', 'contact.invited', 'contact.passwordSet']);
    shows(await admin.get(`/admin/customers/${id}/activity`), 'sent Sam Ek a link to set a password');
  });

  it('works for 48 hours, and is asked for again where it has expired', async () => {
    const token = await invited();
    app.clock.set(new Date(Date.now() + 48 * HOUR - 2000));
    expect(await logins().holderOf(token)).not.toBeNull();
    app.clock.set(new Date(Date.now() + 48 * HOUR + 2000));
    expect(await logins().holderOf(token)).toBeNull();
    shows(await (await app.admin()).get(tab()), 'Invitation expired');
    for (const nonsense of ['f'.repeat(64), 0, true, [token], { token }, null]) await logins().askAgain(nonsense);
    expect(await kinds()).toEqual(['set-password']);
    await logins().askAgain(token);
    const newer = await lastToken(app);
    expect(newer).not.toBe(token);
    await logins().askAgain(token);
    expect(await kinds()).toEqual(['set-password', 'set-password']);
    expect(await setBy(newer)).toBe(true);
  });

  it('is sent on an existing contact by saving, and again by a button; a newer one kills the older', async () => {
    to(await add());
    shows(await admin.get(tab()), 'Not invited');
    to(await save({ login: 'link' }));
    const first = await lastToken(app);
    expect(to(await admin.post(`${tab()}/${await linkOf()}/invitation`))).toBe(tab());
    expect(await logins().holderOf(first)).toBeNull();
    expect(await logins().holderOf(await lastToken(app))).not.toBeNull();
  });

  it('goes to nobody who is inactive or has no e-mail', async () => {
    const cases: readonly Fields[] = [{ active: '' }, { email: '' }];
    for (const fields of cases) {
      for (const login of ['link', 'password']) {
        const refused = await add({ ...fields, login });
        expect(refused.status).toBe(422);
        shows(refused, 'A login needs an e-mail address');
      }
    }
    to(await add({ active: '' }));
    expect((await admin.post(`${tab()}/${await linkOf()}/invitation`)).status).toBe(409);
    expect(await kinds()).toEqual([]);
  });

  it('opens to one of fifty', async () => {
    const token = await invited();
    const holder = (await logins().holderOf(token))!;
    const used = await Promise.all(Array.from({ length: 50 }, (_, index) => logins().setByLink(holder, `${NEW} ${index}`).catch(() => false)));
    expect(used.filter(Boolean)).toHaveLength(1);
  });

  const deaths: readonly [string, () => Promise<unknown>][] = [
    ['deactivating the contact', () => save({ active: '' })],
    ['deactivating the customer', () => admin.post(`/admin/customers/${id}/deactivation`)],
    ['deleting the customer', () => admin.post(`/admin/customers/${id}/deletion`)],
    ['a password given by staff', () => save({ login: 'password' })],
    ['another e-mail address', () => save({ email: 'other@nordlicht.example', moveInvitation: 'no' })],
    ['no e-mail address', () => save({ email: '' })],
  ];
  it.each(deaths)('dies by %s', async (_name, cause) => {
    const token = await invited();
    expect(await logins().holderOf(token)).not.toBeNull();
    expect((await cause() as { status: number }).status).toBeLessThan(400);
    expect(await logins().holderOf(token)).toBeNull();
    expect(await setBy(token)).toBe(false);
  });

  it('of a deleted person is dead, also when the person comes back', async () => {
    await aContact(app, id);
    const token = await invited();
    const link = await linkOf();
    to(await admin.post(`${tab()}/${link}/deletion`));
    expect(await logins().holderOf(token)).toBeNull();
    to(await admin.post(`${tab()}/${link}/restoration`));
    expect(await logins().holderOf(token)).toBeNull();
  });

  it('of another purpose sets no password', async () => {
    const token = await invited();
    await rows("UPDATE access_tokens SET purpose = 'email-verification'");
    expect([await logins().holderOf(token), await setBy(token)]).toEqual([null, false]);
  });
});

describe('a password from staff (CON-6, CON-10)', () => {
  it('is generated, shown once, and must be changed', async () => {
    const hidden = await admin.hidden();
    const shown = await add({ ...hidden, login: 'password' });
    expect(shown.status).toBe(200);
    const password = /<bdi dir="ltr">([a-z2-9-]{19})<\/bdi>/.exec(shown.text)![1];
    expect((await add({ ...hidden, login: 'password' })).text).toContain(password);
    expect(await rows('SELECT COUNT(*) AS n FROM contacts')).toEqual([{ n: '1' }]);
    shows(await admin.get(tab()), 'Must change the password');
    const sam = await app.visitor().enterArea(EMAIL, password);
    expect((await sam.get('/')).headers.location).toBe('/password/change');
    for (const table of ['mail_outbox', 'activities', 'form_keys']) expect(JSON.stringify(await rows(`SELECT * FROM ${table}`))).not.toContain(password);
  });

  it('typed on an existing contact ends its logins and is told by mail; a weak one is refused', async () => {
    const sam = await app.contact(id, { name: 'Sam' });
    const fields = { firstName: 'Sam', lastName: '', email: sam.email, login: 'password' };
    for (const weak of ['short', 'password123', 'nordlichtsam', `${sam.email}`]) expect((await save({ ...fields, password: weak })).status).toBe(weak === 'nordlichtsam' ? 303 : 422);
    expect((await sam.visitor.get('/')).status).toBe(303);
    to(await save({ ...fields, password: NEW }));
    expect([await enters(sam.email, PASSWORD), await enters(sam.email, NEW)]).toEqual([422, 303]);
    expect(await kinds()).toEqual(['password-changed', 'password-changed']);
    expect(await actions()).toContain('contact.passwordGiven');
  });

  it('is for those alone who may edit every customer of the person', async () => {
    const other = await aCustomer(app, { companyName: 'Other' });
    const sam = await app.contact(id, { name: 'Sam' });
    await rows("INSERT INTO customer_contacts (customer_id, contact_id, contact_key, kind, created_at, updated_at) VALUES (?, ?, ?, 'normal', ?, ?)", [other, sam.id, sam.id, new Date(), new Date()]);
    const own = await app.staff({ name: 'Own' });
    await anAdminOf(app, id, own.id);
    to(await own.visitor.post(`${tab()}/${sam.linkId}`, { ...SAM, version: '1', personVersion: '1', login: 'password', password: NEW, email: 'taken@over.example' }));
    expect(await rows('SELECT email FROM contacts WHERE id = ?', [sam.id])).toEqual([{ email: sam.email }]);
    expect([await enters(sam.email, PASSWORD), await enters(sam.email, NEW)]).toEqual([303, 422]);
    expect((await own.visitor.post(`${tab()}/${sam.linkId}/invitation`)).status).toBe(409);
    shows(await own.visitor.get(`${tab()}/${sam.linkId}/edit`), '1 customer you do not see');
    shows(await admin.get(`${tab()}/${sam.linkId}/edit`), 'Other');
  });
});

describe('a forgotten password (CON-8)', () => {
  it('is told to whoever has a login, and to nobody else, without a difference', async () => {
    const sam = await app.contact(id, { name: 'Sam' });
    await aContact(app, id, { email: 'never@nordlicht.example' });
    await aContact(app, id, { email: 'off@nordlicht.example', active: false });
    for (const email of ['never@nordlicht.example', 'off@nordlicht.example', 'nobody@nordlicht.example', 'not an address', 'sam@nordlıcht.example']) await logins().askForLink(email);
    expect(await kinds()).toEqual([]);
    await logins().askForLink(` ${sam.email.toUpperCase()}`);
    expect((await letters(app)).map(({ kind, recipient_email }) => [kind, recipient_email])).toEqual([['reset', sam.email]]);
    const token = await lastToken(app);
    app.clock.set(new Date(Date.now() + HOUR + 2000));
    expect(await logins().holderOf(token)).toBeNull();
    app.clock.set(null);
    expect(await setBy(token)).toBe(true);
    expect((await sam.visitor.get('/')).status).toBe(303);
    expect([await enters(sam.email, PASSWORD), await enters(sam.email, NEW)]).toEqual([422, 303]);
    expect(await kinds()).toEqual(['reset', 'password-changed']);
  });

  it('invites who has no password yet, but was invited or is primary', async () => {
    await aContact(app, id, { email: 'primary@nordlicht.example' });
    to(await add({ login: 'link' }));
    app.clock.set(new Date(Date.now() + 60 * HOUR));
    for (const email of ['primary@nordlicht.example', EMAIL]) await logins().askForLink(email);
    expect(await kinds()).toEqual(['set-password', 'set-password', 'set-password']);
  });
});

describe('another e-mail address (CON-10a)', () => {
  it('asks whether an open invitation goes along, and tells the old address', async () => {
    const token = await invited();
    const asked = await save({ email: 'new@nordlicht.example' });
    expect(asked.status).toBe(422);
    for (const words of [`An invitation to ${EMAIL} is open.`, 'Send it to the new address', 'Drop it']) shows(asked, words);
    to(await save({ email: 'new@nordlicht.example', moveInvitation: 'yes' }));
    expect((await letters(app)).map(({ kind, recipient_email }) => [kind, recipient_email])).toEqual([
      ['set-password', EMAIL], ['email-changed', EMAIL], ['set-password', 'new@nordlicht.example'],
    ]);
    expect(await logins().holderOf(token)).toBeNull();
    expect((await logins().holderOf(await lastToken(app)))?.contact.email).toBe('new@nordlicht.example');
  });

  it('without one asks nothing; taken away, it ends the logins', async () => {
    const sam = await app.contact(id, { name: 'Sam' });
    to(await save({ email: 'new@nordlicht.example' }));
    expect((await sam.visitor.get('/')).status).toBe(200);
    to(await save({ email: '' }));
    expect((await sam.visitor.get('/')).status).toBe(303);
    expect(await kinds()).toEqual(['email-changed', 'email-changed']);
  });
});

describe('the welcome mail (CON-9)', () => {
  it('goes to new contacts with an e-mail, unless it is unticked or switched off', async () => {
    to(await add({ noWelcome: '' }));
    to(await add({ noWelcome: '1', email: 'b@nordlicht.example' }));
    to(await add({ noWelcome: '', email: '' }));
    to(await add({ noWelcome: '', email: 'c@nordlicht.example', active: '' }));
    expect((await letters(app)).map(({ kind, recipient_email, state }) => [kind, recipient_email, state])).toEqual([['welcome', EMAIL, 'waiting']]);
    to(await admin.post('/admin/settings/mail/welcome/deactivation'));
    to(await add({ noWelcome: '', email: 'd@nordlicht.example' }));
    expect((await letters(app)).at(-1)).toMatchObject({ recipient_email: 'd@nordlicht.example', state: 'dropped' });
  });
});

test('every link of every letter begins with our own address, whatever host was asked (A9)', async () => {
  to(await add({ login: 'link', noWelcome: '' }));
  for (const { id: mail } of await letters(app)) {
    const page = await admin.get(`/admin/mail/${mail}`);
    for (const [, host] of page.text.matchAll(/https?:\/\/([^/"<\s]+)/g)) expect(host).toBe('localhost');
  }
});
