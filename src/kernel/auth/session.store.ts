import { Store, type SessionData } from 'express-session';
import type { Clock } from '../clock/clock';
import type { SignedIn } from '../access/actor';
import { sha256 } from './digest';
import './session-data';
import { SESSION_LIFE, TOUCH_EVERY, type SessionKind } from './session-policy';

export interface LiveSession {
  readonly principalId: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly actor: SignedIn;
}

export interface NewSession {
  readonly idHash: string;
  readonly kind: SessionKind;
  readonly principalId: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Of a session that staff opened as a client (ARE-6); null otherwise. */
  readonly impersonationId: string | null;
}

/** Where session rows live; the module that owns the principals answers with session and principal in one query. */
export interface SessionRows {
  find(idHash: string, now: Date, unusedSince: Date): Promise<LiveSession | null>;
  insert(session: NewSession): Promise<void>;
  touch(idHash: string, now: Date): Promise<void>;
  remove(idHash: string): Promise<void>;
}

const unattended = new WeakSet<object>();

/** This request is a page's own question in the background and no sign of a person, so the session goes on ageing. */
export function leaveUnseen(session: object): void {
  unattended.add(session);
}

/** express-session's store: rows hold the sha256 of the id, so a leaked table signs nobody in. */
export class SessionStore extends Store {
  /** express-session saves a session that was started by hand a second time when the answer goes out. */
  private readonly stored = new WeakSet<object>();

  constructor(
    private readonly kind: SessionKind,
    private readonly rows: SessionRows,
    private readonly clock: Clock,
  ) {
    super();
  }

  override get(id: string, callback: (error: unknown, session?: SessionData | null) => void): void {
    this.read(id).then((session) => callback(null, session), callback);
  }

  override set(id: string, session: SessionData, callback: (error?: unknown) => void = ignore): void {
    if (!session.principalId || session.actor || this.stored.has(session)) return callback();
    this.stored.add(session);
    const now = this.clock.now();
    this.rows
      .insert({
        idHash: sha256(id),
        kind: this.kind,
        principalId: session.principalId,
        ip: session.ip,
        userAgent: session.userAgent,
        createdAt: now,
        expiresAt: new Date(now.getTime() + SESSION_LIFE[this.kind].absolute),
        impersonationId: session.impersonationId ?? null,
      })
      .then(() => {
        // express-session saves once more when the answer is sent; the row is there already.
        session.lastSeenAt = now.getTime();
        callback();
      }, callback);
  }

  override touch(id: string, session: SessionData, callback: (error?: unknown) => void = ignore): void {
    const now = this.clock.now();
    if (unattended.has(session) || !session.lastSeenAt || now.getTime() - session.lastSeenAt < TOUCH_EVERY) return callback();
    this.rows.touch(sha256(id), now).then(() => callback(), callback);
  }

  override destroy(id: string, callback: (error?: unknown) => void = ignore): void {
    this.rows.remove(sha256(id)).then(() => callback(), callback);
  }

  private async read(id: string): Promise<SessionData | null> {
    const now = this.clock.now();
    const live = await this.rows.find(sha256(id), now, new Date(now.getTime() - SESSION_LIFE[this.kind].idle));
    if (!live) return null;
    return {
      cookie: { originalMaxAge: SESSION_LIFE[this.kind].absolute, expires: live.expiresAt },
      principalId: live.principalId,
      ip: live.ip,
      userAgent: live.userAgent,
      actor: live.actor,
      lastSeenAt: live.lastSeenAt.getTime(),
    };
  }
}

function ignore(): void {}
