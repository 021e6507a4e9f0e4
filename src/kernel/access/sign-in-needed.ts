import type { SignedIn } from './actor';

/** Nobody is signed in: a GET is led to the sign-in page and back, anything else is told so. */
export class SignInNeeded extends Error {
  constructor(readonly as: SignedIn['kind']) {
    super('sign-in needed');
  }
}

/** The password was given by someone else (CON-6 for contacts, the first administrator too) and must be changed first. */
export class PasswordChangeNeeded extends Error {
  constructor(readonly as: SignedIn['kind']) {
    super('password change needed');
  }
}

/** The settings ask staff for a second factor and the person has none (STA-2). */
export class SecondFactorNeeded extends Error {}
