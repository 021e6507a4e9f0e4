import { textArgument } from '../helper-arguments';

/** `href="{{mailto email}}"`: a mail to exactly this address; what would add recipients or headers is encoded. */
export function mailto(email: unknown): string {
  return `mailto:${encodeURIComponent(textArgument('mailto', email)).replace(/%40/g, '@')}`;
}
