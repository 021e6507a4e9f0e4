import type { House } from './scene';

// A4: what somebody adds to a form, and where it would be found if it went anywhere.

const SIGN = 'Qmassassigned';
const NUMBER = '777777777';
const YEAR = '1977-07-07';

const NAMES = ['id', 'customerId', 'customer_id', 'customer[id]', 'contacts[0][id]', 'contactId', 'role', 'roleId', 'isAdmin', 'administrator', 'permissions', 'permissions[]', 'passwordHash', 'password_hash', 'mustChangePassword', 'active', 'primary', 'primaryLinkId', 'primary_link_id', 'emailKey', 'email_key', 'emailVerifiedAt', 'createdAt', 'created_at', 'updatedAt', 'version', 'deletedAt', 'deleted_at', 'deletionId', 'staffId', 'staff_id', 'pictureId', 'logoId', 'state', 'storageKey', 'number_key', 'sortName', 'unverified', 'unconfirmed', 'mailSwitches', 'mail_switches', 'signedInAt', 'shared', 'uploaded_by_id', 'impersonationId', '__proto__[polluted]', 'constructor[prototype][polluted]', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

/** Values for every name that a form does not have. */
export function planted(own: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(NAMES.filter((name) => !own.has(name)).map((name) => [name, valueOf(name)]));
}

function valueOf(name: string): string {
  if (/At$|_at$/.test(name)) return `${YEAR} 00:00:00`;
  return /id$|Id$|id\]$|version|administrator|isAdmin|active|primary$|must/i.test(name) ? NUMBER : SIGN;
}

/** Every table in which one of the values stands. */
export async function holding(house: House): Promise<string[]> {
  const columns: { place: string; name: string; type: string }[] = await house.dataSource.query(
    "SELECT c.table_name AS place, c.column_name AS name, c.data_type AS type FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE' WHERE c.table_schema = DATABASE()",
  );
  const found: string[] = [];
  for (const place of new Set(columns.map((column) => column.place))) {
    const tests = columns.filter((column) => column.place === place).map(({ name, type }) => {
      if (/int|decimal/.test(type)) return `\`${name}\` = ${NUMBER}`;
      return /date/.test(type) ? `\`${name}\` LIKE '${YEAR}%'` : `INSTR(\`${name}\`, '${SIGN}') > 0`;
    });
    const [{ n }] = await house.dataSource.query(`SELECT COUNT(*) AS n FROM \`${place}\` WHERE ${tests.join(' OR ')}`);
    if (Number(n) > 0) found.push(place);
  }
  return found;
}
