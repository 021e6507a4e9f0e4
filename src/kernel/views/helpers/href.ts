import { isLocal } from '../address';
import { textArgument } from '../helper-arguments';

/** `href="{{href item.href}}"`: an address the program made; anything that leaves the site throws. */
export function href(address: unknown): string {
  const text = textArgument('href', address);
  if (!isLocal(text)) throw new Error(`{{href}} wants a local address, got ${text}`);
  return text;
}
