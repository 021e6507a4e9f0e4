import { createHash, createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';

/** sha256 in hexadecimal; for secrets that are long and random, so no salt is needed. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** HMAC-SHA-256 in hexadecimal under `secret`, for one purpose: the purposes' signatures do not fit each other. */
export function sign(secret: string, purpose: string, text: string): string {
  return createHmac('sha256', secret).update(`${purpose}\n${text}`).digest('hex');
}

/** Compares without telling by its time where two texts differ. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** `bytes` random bytes in hexadecimal; 32 bytes for links, 16 for keys. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** A key of 32 hexadecimal figures, 122 of its bits random, drawn from a store of random bytes: for what is made several times a page. */
export function randomKey(): string {
  return randomUUID().replaceAll('-', '');
}
