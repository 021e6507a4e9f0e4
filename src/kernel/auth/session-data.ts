import 'express-session';
import type { StaffActor } from '../access/actor';

declare module 'express-session' {
  interface SessionData {
    /** Written once, at sign-in. */
    principalId: string;
    ip: string;
    userAgent: string;
    /** Read live with the row at each request; never written. */
    actor: StaffActor;
    lastSeenAt: number;
  }
}
