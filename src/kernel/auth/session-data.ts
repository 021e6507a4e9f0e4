import 'express-session';
import type { SignedIn } from '../access/actor';

declare module 'express-session' {
  interface SessionData {
    /** Written once, at sign-in. */
    principalId: string;
    ip: string;
    userAgent: string;
    /** Written once, when staff log in as a client. */
    impersonationId?: string;
    /** Read live with the row at each request; never written. */
    actor: SignedIn;
    lastSeenAt: number;
  }
}
