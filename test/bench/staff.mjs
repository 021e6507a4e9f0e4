import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../bin/launcher/settings.mjs';

const require = createRequire(join(root, 'package.json'));

/** Of accounts that exist in the bench database alone. */
export const PASSWORD = 'known to whoever reads this file';
const EMAIL = 'five.hundred@bench.example';
const THEIRS = 500;

/** The administrator, and somebody without any right who is customer admin of 500 spread over all customers. */
export async function prepareStaff(sql) {
  const passwordHash = await require('@node-rs/argon2').hash(PASSWORD);
  const now = new Date();
  await sql.query('UPDATE staff SET password_hash = ?, must_change_password = 0 WHERE administrator = 1', [passwordHash]);
  await sql.query(
    'INSERT INTO staff (name, email, email_key, password_hash, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE password_hash = VALUES(password_hash)',
    ['Five Hundred', EMAIL, EMAIL, passwordHash, now, now],
  );
  const [[admin500]] = await sql.query('SELECT id FROM staff WHERE email_key = ?', [EMAIL]);
  const [[{ most }]] = await sql.query('SELECT MAX(id) AS most FROM customers');
  const ids = Array.from({ length: THEIRS }, (_, index) => Math.floor((index * Number(most)) / THEIRS) + 1);
  // What earlier runs have created moves the places; so that it stays 500, the others go.
  await sql.query('DELETE FROM customer_admins WHERE staff_id = ? AND customer_id NOT IN (?)', [admin500.id, ids]);
  await sql.query('INSERT IGNORE INTO customer_admins (staff_id, customer_id, created_at) SELECT ?, id, ? FROM customers WHERE id IN (?)', [admin500.id, now, ids]);
  const [[administrator]] = await sql.query('SELECT id, email FROM staff WHERE administrator = 1 ORDER BY id LIMIT 1');
  return { administrator: { id: administrator.id, email: administrator.email }, admin500: { id: admin500.id, email: EMAIL } };
}
