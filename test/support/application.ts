import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { hash } from '@node-rs/argon2';
import { DataSource } from 'typeorm';
import { createApplication } from '../../src/application';
import { firstStart } from '../../src/first-start';
import { SYSTEM } from '../../src/kernel/access/actor';
import { CONTACT_PERMISSIONS, permissionColumn, type ContactPermission } from '../../src/kernel/access/contact-permissions';
import { Clock } from '../../src/kernel/clock/clock';
import type { RolePermission } from '../../src/kernel/access/permissions';
import { Config } from '../../src/kernel/config/config';
import { inTransaction } from '../../src/kernel/db/transaction';
import { Log } from '../../src/kernel/log/log';
import { emailKey } from '../../src/kernel/text/email-key';
import { ContactsService } from '../../src/modules/contacts/contacts.service';
import type { ContactKind } from '../../src/modules/contacts/customer-contact.entity';
import { SettingsStore } from '../../src/modules/settings/settings.store';
import { resetDatabase, testDatabaseUrl } from './database';
import { Visitor } from './visitor';

/** Known to every persona; hashed cheaply, since hashing is not what tests are about. */
export const PASSWORD = 'correct horse battery';
const CHEAP_HASH = hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 });

export const ADMIN = { name: 'Ada Admin', email: 'ada@clientele.example' };

/** The application on this worker's database, with what a test needs to knock at its door. */
export interface TestApplication {
  readonly app: NestExpressApplication;
  readonly server: Server;
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly config: Config;
  /** Somebody who is not signed in. */
  visitor(): Visitor;
  /** The administrator every test begins with. */
  admin(): Promise<Visitor>;
  /** A member of staff with these permissions, signed in. */
  staff(person: { name: string; permissions?: readonly RolePermission[] }): Promise<{ id: string; visitor: Visitor }>;
  /** A contact of the customer with a login, signed in to the customers area. */
  contact(customerId: string, person: { name: string; kind?: ContactKind; permissions?: readonly ContactPermission[]; language?: string | null }): Promise<SignedInContact>;
  close(): Promise<void>;
}

export interface SignedInContact {
  /** The person's id, and that of its link to the customer. */
  readonly id: string;
  readonly linkId: string;
  readonly email: string;
  readonly visitor: Visitor;
}

/** Starts the application on an empty database with one administrator. Call `close` in afterAll, `reset` before each test. */
export async function startApplication(environment: Record<string, string> = {}): Promise<TestApplication & { reset(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'clientele-test-'));
  const config = new Config({
    DATABASE_URL: testDatabaseUrl(),
    SESSION_SECRET: 'a secret of the tests, long enough',
    DATA_DIR: folder,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: PASSWORD,
    PORT: '0',
    APP_URL: 'http://localhost',
    DEMO_DATA: 'false',
    LOG_LEVEL: 'silent',
    // Tests send fifty forms at once on a busy machine; how a full pool answers has a test of its own.
    DATABASE_POOL: '60',
    ...environment,
  });
  await resetDatabase();
  const clock = new Clock();
  const app = await createApplication(config, new Log(config.logLevel), clock);
  await app.listen(0);
  const dataSource = app.get(DataSource);
  const server: Server = app.getHttpServer();
  const visitor = () => new Visitor(server);
  const reset = async (): Promise<void> => {
    clock.set(null);
    await resetDatabase();
    await app.get(SettingsStore).reload();
    await firstStart(app, config);
    await app.get(SettingsStore).reload();
    await dataSource.query('UPDATE staff SET name = ?, password_hash = ?', [ADMIN.name, await CHEAP_HASH]);
  };
  await reset();
  return {
    app, server, dataSource, clock, config, visitor, reset,
    admin: () => visitor().signIn(ADMIN.email, PASSWORD),
    staff: async ({ name, permissions = [] }) => {
      const { id, email } = await insertStaff(dataSource, name, permissions);
      return { id, visitor: await visitor().signIn(email, PASSWORD) };
    },
    contact: async (customerId, person) => {
      const contact = await insertContact({ app, dataSource }, customerId, person);
      return { ...contact, visitor: await visitor().enterArea(contact.email, PASSWORD) };
    },
    close: async () => {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let made = 0;

async function insertContact(
  { app, dataSource }: Pick<TestApplication, 'app' | 'dataSource'>,
  customerId: string,
  { name, kind = 'normal', permissions = CONTACT_PERMISSIONS, language = null }: { name: string; kind?: ContactKind; permissions?: readonly ContactPermission[]; language?: string | null },
): Promise<Omit<SignedInContact, 'visitor'>> {
  made += 1;
  const email = `${name.toLowerCase().replace(/[^a-z]+/g, '.')}.${made}@area.example`;
  const person = { firstName: name, lastName: null, email, phone: null, handle: null, pictureId: null, language, active: true };
  const linkId = await inTransaction(dataSource, (tx) => app.get(ContactsService).create(tx, SYSTEM, customerId, person, { position: null, kind }));
  await dataSource.query('UPDATE customer_contacts SET permissions = ? WHERE id = ?', [permissionColumn(permissions), linkId]);
  const [{ contact_id: id }] = await dataSource.query('SELECT contact_id FROM customer_contacts WHERE id = ?', [linkId]);
  await dataSource.query('UPDATE contacts SET password_hash = ? WHERE id = ?', [await CHEAP_HASH, id]);
  return { id: String(id), linkId, email };
}

async function insertStaff(dataSource: DataSource, name: string, permissions: readonly RolePermission[]): Promise<{ id: string; email: string }> {
  made += 1;
  const now = new Date();
  const email = `${name.toLowerCase().replace(/[^a-z]+/g, '.')}.${made}@clientele.example`;
  const role: { insertId: number } = await dataSource.query('INSERT INTO roles (name, created_at, updated_at) VALUES (?, ?, ?)', [`${name} ${made}`, now, now]);
  for (const permission of permissions) await dataSource.query('INSERT INTO role_permissions (role_id, permission) VALUES (?, ?)', [role.insertId, permission]);
  const staff: { insertId: number } = await dataSource.query(
    'INSERT INTO staff (name, email, email_key, password_hash, role_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [name, email, emailKey(email), await CHEAP_HASH, role.insertId, now, now],
  );
  return { id: String(staff.insertId), email };
}
