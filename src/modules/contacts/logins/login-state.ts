const HOUR = 3_600_000;

/** What stands in the rows of a person and its open invitation. */
export interface LoginFacts {
  readonly email: string | null;
  readonly hasPassword: boolean;
  readonly mustChange: boolean;
  readonly signedInAt: Date | null;
  /** Until when its invitation holds, or held; null: there is none unused. */
  readonly invitedUntil: Date | null;
}

export const LOGIN_STATES = ['noEmail', 'notInvited', 'invited', 'expired', 'mustChange', 'ready', 'signedIn'] as const;
export type LoginStateName = (typeof LOGIN_STATES)[number];

/** How far a person has come with its login (CON-6, CON-7); `text` is what pages say of it. */
export interface LoginState {
  readonly name: LoginStateName;
  readonly tone: 'ok' | 'warn' | 'bad' | '';
  readonly text: { readonly key: string; readonly params?: Record<string, number> };
  /** When it signed in last; null: never. */
  readonly at: Date | null;
}

/** The state at `now`. */
export function loginState(facts: LoginFacts, now: Date): LoginState {
  const name = nameOf(facts, now);
  const hours = facts.invitedUntil ? Math.max(1, Math.round((facts.invitedUntil.getTime() - now.getTime()) / HOUR)) : 0;
  const tone = name === 'signedIn' ? 'ok' : name === 'expired' ? 'bad' : name === 'invited' || name === 'mustChange' ? 'warn' : '';
  return { name, tone, text: { key: `contacts.login.${name}`, params: { count: hours } }, at: name === 'signedIn' ? facts.signedInAt : null };
}

function nameOf({ email, hasPassword, mustChange, signedInAt, invitedUntil }: LoginFacts, now: Date): LoginStateName {
  if (email === null) return 'noEmail';
  if (!hasPassword) return invitedUntil === null ? 'notInvited' : invitedUntil > now ? 'invited' : 'expired';
  if (mustChange) return 'mustChange';
  return signedInAt === null ? 'ready' : 'signedIn';
}
