import { randomBytes } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import type { Config } from './kernel/config/config';
import { DemoSeeder } from './modules/demo/demo.seeder';
import { FirstGroup } from './modules/groups/first-group';
import { FirstSettings } from './modules/settings/first-settings';
import { RolesService } from './modules/staff/roles.service';
import { StaffService } from './modules/staff/staff.service';

const DEMO_CUSTOMERS = 200;

/** Makes what a new installation begins with, and the first administrator on an empty database. @returns the lines to greet with. */
export async function firstStart(app: INestApplication, config: Config, { demo = config.demoData === true } = {}): Promise<string[]> {
  await app.get(FirstSettings).make();
  await app.get(FirstGroup).make();
  const password = config.adminPassword ?? randomBytes(9).toString('base64url');
  const created = await app.get(StaffService).createFirst({
    name: 'Administrator',
    email: config.adminEmail,
    password,
    administrator: true,
    roleId: null,
    mustChangePassword: config.adminPassword === null,
  }, (tx) => app.get(RolesService).createDefaults(tx));
  if (created && demo) await app.get(DemoSeeder).seed({ customers: DEMO_CUSTOMERS, add: false, figures: false });
  const address = `Clientele is ready at ${config.appUrl.origin}/admin`;
  if (!created) return [address];
  const secret = config.adminPassword === null ? `${password}   (shown once; you choose your own at the first sign-in)` : 'the one in ADMIN_PASSWORD';
  return [address, `  Sign in as  ${config.adminEmail}`, `  Password    ${secret}`];
}
