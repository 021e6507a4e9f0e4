import type { SecondFactorOffer } from '../../kernel/auth/second-factor';
import type { FieldErrors } from '../../kernel/forms/read-form';
import type { Message } from '../../kernel/i18n/message';
import { qrCode } from '../../kernel/views/qr-code';

/** So few recovery codes left are worth a warning. */
const FEW = 3;

/** Why a code was not taken: wrong or used, or, after five wrong ones, for how long none is. */
export function codeProblem(waitSeconds: number): Message {
  return waitSeconds > 0 ? { key: 'staff.secondFactor.wait', params: { count: Math.ceil(waitSeconds / 60) } } : { key: 'staff.secondFactor.wrong' };
}

/** What `views/staff/second-factor-new.hbs` shows; the secret in groups of four for those who type it. */
export function setUpPage({ secret, uri, sealed }: SecondFactorOffer, email: string, forced: boolean, errors: FieldErrors = {}) {
  return { forced, email, sealed, secret: secret.replace(/(.{4})(?=.)/g, '$1 '), qr: qrCode(uri), form: { values: { code: '', current: '' }, errors } };
}

/** What the pages that ask for password and code show. */
export function proofPage(email: string, errors: FieldErrors = {}) {
  return { email, form: { values: { code: '', current: '' }, errors } };
}

/** What is said of the second factor on the page of one's sign-in. */
export function secondFactorFacts(state: { since: Date; codesLeft: number } | null) {
  return { on: state !== null, since: state?.since ?? null, codesLeft: state?.codesLeft ?? 0, few: state !== null && state.codesLeft <= FEW };
}
