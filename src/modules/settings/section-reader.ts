import { BadRequest } from '../../kernel/http/errors';
import type { SectionValue, SectionValues } from './setting-sections';

/** What stood in the form when it was opened, from its hidden field. @throws BadRequest for anything else. */
export function readSection(text: string | null): SectionValues {
  const values = parse(text ?? '');
  const flat = typeof values === 'object' && values !== null && !Array.isArray(values) && Object.values(values).every(isSectionValue);
  if (!flat) throw new BadRequest({ key: 'errors.form_key_missing' });
  return values as SectionValues;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isSectionValue(value: unknown): value is SectionValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
