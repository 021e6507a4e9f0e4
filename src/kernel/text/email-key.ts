import { domainToASCII } from 'node:url';

const MAX_LENGTH = 254;
const MAX_LOCAL = 64;
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/**
 * The one form of an e-mail address that is compared and kept unique (CON-2): NFKC, lower case, the domain
 * in ASCII. Null when it is no address we send to: local parts outside ASCII, no dot in the domain, longer
 * than 254 characters. Looks at the length first, so any input costs linear time (A22).
 */
export function emailKey(text: string): string | null {
  if (text.length > MAX_LENGTH * 2) return null;
  const key = text.normalize('NFKC').trim().toLowerCase();
  const at = key.lastIndexOf('@');
  if (at < 1 || at > MAX_LOCAL || key.length > MAX_LENGTH) return null;
  const local = key.slice(0, at);
  if (!LOCAL.test(local)) return null;
  const domain = asciiDomain(key.slice(at + 1));
  if (domain === null || at + 1 + domain.length > MAX_LENGTH) return null;
  return `${local}@${domain}`;
}

function asciiDomain(domain: string): string | null {
  // domainToASCII answers for more than names (ports, escapes, odd IPv4), so the result is checked again.
  const ascii = /^[a-z0-9.-]*$/.test(domain) ? domain : /[\s/?#%:@\\[\]<>^|"]/.test(domain) ? '' : domainToASCII(domain);
  const labels = ascii.split('.');
  if (labels.length < 2 || ascii.length > 253) return null;
  if (!labels.every((label) => label.length <= 63 && LABEL.test(label))) return null;
  return /^\d+$/.test(labels[labels.length - 1] as string) ? null : ascii;
}
