import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { randomHex, sha256 } from './digest';
import type { SessionKind } from './session-policy';

/** What a link lets its holder do, and for whom. */
export interface AccessToken {
  readonly id: string;
  readonly purpose: string;
  readonly principalId: string;
}

export interface Principal {
  readonly kind: SessionKind;
  readonly id: string;
}

export interface IssuedToken {
  /** 256 random bits in hexadecimal; stored as its sha256 alone, so it is known here and in the letter only. */
  readonly token: string;
  readonly id: string;
  readonly expiresAt: Date;
}

const SHAPE = /^[0-9a-f]{64}$/;

/** Secrets of links: used once, short-lived, one per person (A10). */
@Injectable()
export class AccessTokens {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Makes a token; all earlier ones of that person are dead. @param lifeMs milliseconds */
  async issue(tx: EntityManager, principal: Principal, purpose: string, now: Date, lifeMs: number): Promise<IssuedToken> {
    await this.revoke(tx, principal);
    const token = randomHex(32);
    const expiresAt = new Date(now.getTime() + lifeMs);
    const inserted: { insertId: number | string } = await tx.query(
      'INSERT INTO access_tokens (token_hash, purpose, principal_kind, principal_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
      [sha256(token), purpose, principal.kind, principal.id, now, expiresAt],
    );
    return { token, id: String(inserted.insertId), expiresAt };
  }

  /** What `token` opens, without using it up; null when it is used, expired, replaced, or no token at all. */
  async find(token: unknown, kind: SessionKind, now: Date): Promise<AccessToken | null> {
    if (typeof token !== 'string' || !SHAPE.test(token)) return null;
    const rows: { id: string; purpose: string; principal_id: string }[] = await this.dataSource.query(
      'SELECT id, purpose, principal_id FROM access_tokens WHERE token_hash = ? AND principal_kind = ? AND used_at IS NULL AND expires_at > ?',
      [sha256(token), kind, now],
    );
    return rows.length === 0 ? null : { id: rows[0].id, purpose: rows[0].purpose, principalId: rows[0].principal_id };
  }

  /** Uses it up. Of any number of callers one gets true. */
  async use(tx: EntityManager, token: AccessToken, now: Date): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query('UPDATE access_tokens SET used_at = ? WHERE id = ? AND used_at IS NULL AND expires_at > ?', [now, token.id, now]);
    return result.affectedRows === 1;
  }

  /** Kills every open link of that person, as when the password or the e-mail address changes. */
  async revoke(tx: EntityManager, principal: Principal): Promise<void> {
    await tx.query('DELETE FROM access_tokens WHERE principal_kind = ? AND principal_id = ? AND used_at IS NULL', [principal.kind, principal.id]);
  }
}
