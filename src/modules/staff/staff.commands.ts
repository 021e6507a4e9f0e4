import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SYSTEM } from '../../kernel/access/actor';
import { PASSWORD_MIN } from '../../kernel/auth/password-rules';
import { ConfigError } from '../../kernel/config/config';
import { inTransaction } from '../../kernel/db/transaction';
import { FieldRefused } from '../../kernel/forms/field-refused';
import { emailKey } from '../../kernel/text/email-key';
import { StaffSecondFactors } from './second-factor.service';
import { StaffPasswords } from './staff-passwords.service';
import { Staff } from './staff.entity';
import { StaffService } from './staff.service';

/** A command of the command line. @returns what to print. @throws ConfigError with a sentence that says what to do */
export type StaffCommand = (app: INestApplicationContext, args: readonly string[]) => Promise<string>;

/** `staff:create --email A --name N [--password P]`: an administrator, for when nobody can sign in to make one. */
export const createStaff: StaffCommand = async (app, args) => {
  const { name, email, password } = read(args, 'staff:create --email name@example.com --name "Full Name" [--password …]');
  if (!name) throw new ConfigError('Add the name: --name "Full Name".');
  const passwords = app.get(StaffPasswords);
  const chosen = choose(passwords, password, { name, email });
  const passwordHash = await passwords.hash(chosen);
  try {
    await inTransaction(app.get(DataSource), (tx) =>
      app.get(StaffService).insert(tx, SYSTEM, { name, email, administrator: true, roleId: null, mustChangePassword: true, passwordHash }),
    );
  } catch (error) {
    if (error instanceof FieldRefused) throw new ConfigError(`${email} has an account already; give it a password with staff:password.`);
    throw error;
  }
  return `Administrator ${email} created. ${told(password, chosen)}`;
};

/** `staff:password --email A [--password P]`: a password to be changed at the next sign-in; every session of theirs ends. */
export const setStaffPassword: StaffCommand = async (app, args) => {
  const { email, password } = read(args, 'staff:password --email name@example.com [--password …]');
  const passwords = app.get(StaffPasswords);
  const staff = await app.get(DataSource).manager.findOneBy(Staff, { emailKey: emailKey(email) ?? '' });
  if (!staff) throw new ConfigError(`${email} has no account; make one with staff:create.`);
  const chosen = choose(passwords, password, staff);
  const hash = await passwords.hash(chosen);
  await inTransaction(app.get(DataSource), (tx) => passwords.give(tx, SYSTEM, staff, hash));
  return `Password of ${staff.email} set. ${told(password, chosen)}${staff.active ? '' : ' The account is inactive; another administrator can activate it.'}`;
};

/** `staff:second-factor --email A`: takes the second factor off, for when phone and recovery codes are lost. */
export const resetSecondFactor: StaffCommand = async (app, args) => {
  const { email } = read(args, 'staff:second-factor --email name@example.com');
  const dataSource = app.get(DataSource);
  const staff = await dataSource.manager.findOneBy(Staff, { emailKey: emailKey(email) ?? '' });
  if (!staff) throw new ConfigError(`${email} has no account; make one with staff:create.`);
  const off = await inTransaction(dataSource, (tx) => app.get(StaffSecondFactors).takeOff(tx, SYSTEM, staff.id));
  return off ? `Second factor of ${staff.email} switched off; the password alone signs in.` : `${staff.email} has no second factor.`;
};

function read(args: readonly string[], usage: string): { email: string; name: string | null; password: string | null } {
  const values = new Map<string, string>();
  for (let index = 0; index < args.length; index += 2) {
    const name = args[index];
    const value = args[index + 1];
    if (!['--email', '--name', '--password'].includes(name) || value === undefined) throw new ConfigError(`Write: ${usage}`);
    values.set(name, value.trim());
  }
  const email = values.get('--email') ?? '';
  if (emailKey(email) === null) throw new ConfigError(`Write: ${usage}`);
  return { email, name: values.get('--name') || null, password: values.get('--password') || null };
}

function choose(passwords: StaffPasswords, password: string | null, person: { name: string; email: string }): string {
  if (password === null) return passwords.generate();
  if (password.length < PASSWORD_MIN || password.length > 200 || passwords.weakness(password, person)) {
    throw new ConfigError(`This password is too easy to guess; take at least ${PASSWORD_MIN} characters, or leave --password out to have one made.`);
  }
  return password;
}

function told(typed: string | null, chosen: string): string {
  return typed === null ? `Password: ${chosen} (shown once; to be changed at the first sign-in)` : 'It must be changed at the first sign-in.';
}
