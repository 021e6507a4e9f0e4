import { createHmac, randomBytes } from 'node:crypto';
import { sameText, sign } from './digest';

/** RFC 6238 as every authenticator understands it: HMAC-SHA-1, six digits, a new code each thirty seconds. */
const STEP_MS = 30_000;
const DIGITS = 6;
const SECRET_BYTES = 20;
/** A clock may be one step behind or ahead (RFC 6238, 5.2). */
const STEPS_OFF = [0, -1, 1];

/** RFC 4648: five bits a sign, and none that looks like another one. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const RECOVERY_SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';
const RECOVERY_LENGTH = 16;
export const RECOVERY_CODES = 10;

/** A new secret for an authenticator, in base32 (160 bits, RFC 4226, 4). */
export function newSecret(): string {
  return toBase32(randomBytes(SECRET_BYTES));
}

/** The code of a time step. @param secret base32 @param step whole thirty seconds since 1970 */
export function codeOf(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const number = mac.readUInt32BE(mac[mac.length - 1] & 0x0f) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

export function stepAt(now: Date): number {
  return Math.floor(now.getTime() / STEP_MS);
}

/** The step, around `now`, whose code this is; null when it is none of theirs. Blanks are passed over. */
export function stepOfCode(secret: string, typed: string, now: Date): number | null {
  const code = typed.replace(/\s/g, '');
  if (!/^\d{6}$/.test(code)) return null;
  const fits = STEPS_OFF.map((off) => stepAt(now) + off).filter((step) => sameText(codeOf(secret, step), code));
  return fits[0] ?? null;
}

/** What a QR code carries to the authenticator (Google's key URI format). @param issuer who asks for the code */
export function keyUri(secret: string, issuer: string, account: string): string {
  const name = (text: string) => encodeURIComponent(text.replaceAll(':', ' '));
  return `otpauth://totp/${name(issuer)}:${name(account)}?secret=${secret}&issuer=${name(issuer)}`;
}

/**
 * Ten recovery codes of 79 bits.
 * @param seed 64 hexadecimal digits of chance; the same seed gives the same codes, so that a form sent twice shows one set
 */
export function recoveryCodes(seed: string): string[] {
  return Array.from({ length: RECOVERY_CODES }, (_, index) => {
    const bytes = Buffer.from(sign(seed, 'recovery-code', String(index)), 'hex').subarray(0, RECOVERY_LENGTH);
    const signs = Array.from(bytes, (byte) => RECOVERY_SIGNS[byte % RECOVERY_SIGNS.length]).join('');
    return signs.replace(/(.{4})(?=.)/g, '$1-');
  });
}

/** A recovery code as it is compared: however it was written. Null for what is none. */
export function readRecoveryCode(typed: string): string | null {
  const signs = typed.toLowerCase().replace(/[\s-]/g, '');
  return signs.length === RECOVERY_LENGTH && [...signs].every((sign) => RECOVERY_SIGNS.includes(sign)) ? signs : null;
}

export function toBase32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (sign) => BASE32.indexOf(sign).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
