import { SecretBox } from '../../src/kernel/outbox/secret-box';
import type { TestApplication } from '../support/application';

interface QueuedRow {
  id: string;
  kind: string;
  recipient_email: string;
  secret: Buffer | null;
  dedupe_key: string;
  state: string;
}

/** The letters in the outbox, oldest first. */
export function letters(test: TestApplication): Promise<QueuedRow[]> {
  return test.dataSource.query('SELECT id, kind, recipient_email, secret, dedupe_key, state FROM mail_outbox ORDER BY id');
}

/** The secret in the latest letter that carries one, as its reader would find it. */
export async function lastToken(test: TestApplication): Promise<string> {
  const letter = (await letters(test)).filter(({ secret }) => secret !== null).at(-1);
  if (!letter?.secret) throw new Error('no letter carries a secret');
  return test.app.get(SecretBox).open(letter.secret, letter.dedupe_key);
}
