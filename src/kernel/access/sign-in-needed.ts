/** Nobody is signed in: a GET is led to the sign-in page and back, anything else is told so. */
export class SignInNeeded extends Error {}

/** The password was given by someone else (CON-6 for contacts, the first administrator too) and must be changed first. */
export class PasswordChangeNeeded extends Error {}
