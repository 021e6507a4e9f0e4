import { textArgument } from '../helper-arguments';

/** `href="{{tel phone}}"`: the number as a telephone dials it, digits with the leading plus. */
export function tel(phone: unknown): string {
  const text = textArgument('tel', phone).trim();
  return `tel:${text.startsWith('+') ? '+' : ''}${text.replace(/\D/g, '')}`;
}
