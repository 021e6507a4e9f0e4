import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { DataSource, EntityManager } from 'typeorm';
import { principalOf } from '../access/allow';
import { sha256 } from '../auth/digest';
import { inTransaction, isDuplicate } from '../db/transaction';
import { BadRequest, Conflict } from './errors';

const KEY = /^[0-9a-f]{32}$/;

/** One sending of one rendered form: who, which form, and what was in it. */
export interface Post {
  readonly subject: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly at: Date;
}

/** The sending of the form behind this request, for `oncePerPost`. */
export const CurrentPost = createParamDecorator((_: unknown, context: ExecutionContext): Post => {
  const request = context.switchToHttp().getRequest<Request>();
  const body: Record<string, unknown> = request.body ?? {};
  const key = body._key;
  if (typeof key !== 'string' || !KEY.test(key)) throw new BadRequest({ key: 'errors.form_key_missing' });
  const principal = principalOf(request);
  return {
    subject: `${principal?.kind ?? 'staff'}:${principal?.id ?? 0}`,
    key,
    bodyHash: sha256(JSON.stringify([request.method, request.path, body])),
    at: new Date(),
  };
});

/**
 * Runs `work` in one transaction, once for each rendered form however often it is sent (security.md, F14). The key is
 * inserted first, in the same transaction, so a twin waits and then gets the first one's answer; a refused form rolls
 * back and does not use its key up.
 * @param work changes the data and returns the path to go on to.
 * @returns that path, from this sending or from its twin.
 * @throws Conflict when the form was sent before with other content.
 */
export async function oncePerPost(dataSource: DataSource, post: Post, work: (tx: EntityManager) => Promise<string>): Promise<string> {
  return inTurn(`${post.subject} ${post.key}`, () => once(dataSource, post, work));
}

/** Twins that reach this process wait here, without a connection; those on other nodes wait at the key's row. */
const underWay = new Map<string, Promise<unknown>>();

async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = underWay.get(key);
  const own = (before ?? Promise.resolve()).then(work, work);
  underWay.set(key, own);
  try {
    return await own;
  } finally {
    if (underWay.get(key) === own) underWay.delete(key);
  }
}

async function once(dataSource: DataSource, post: Post, work: (tx: EntityManager) => Promise<string>): Promise<string> {
  try {
    return await inTransaction(dataSource, async (tx) => {
      await tx.query('INSERT INTO form_keys (subject, form_key, body_hash, created_at) VALUES (?, ?, ?, ?)', [post.subject, post.key, post.bodyHash, post.at]);
      const location = await work(tx);
      await tx.query('UPDATE form_keys SET location = ? WHERE subject = ? AND form_key = ?', [location, post.subject, post.key]);
      return location;
    });
  } catch (error) {
    if (!isDuplicate(error, 'PRIMARY')) throw error;
    const location = await earlierAnswer(dataSource, post);
    if (location === null) throw error;
    return location;
  }
}

async function earlierAnswer(dataSource: DataSource, post: Post): Promise<string | null> {
  const rows: { body_hash: string; location: string }[] = await dataSource.query(
    'SELECT body_hash, location FROM form_keys WHERE subject = ? AND form_key = ?',
    [post.subject, post.key],
  );
  if (rows.length === 0) return null;
  if (rows[0].body_hash !== post.bodyHash) throw new Conflict({ key: 'errors.form_already_sent' }, [{ label: 'errors.go_there', href: rows[0].location }]);
  return rows[0].location;
}
