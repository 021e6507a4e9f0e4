import type { Message } from '../../kernel/i18n/message';
import type { Known } from './import-lookups.queries';

/** A row does not come in; `reason` says why. */
export class RowRefused extends Error {
  constructor(
    readonly reason: Message,
    readonly verdict: 'refused' | 'duplicate' = 'refused',
    readonly customerId: string | null = null,
  ) {
    super(reason.key);
  }
}

export function reason(name: string, params: Record<string, string | number> = {}): Message {
  return { key: `import_reasons.${name}`, params };
}

/** Who has a number is said to those who may see the customer. */
export function numberTaken(value: string, taken: Known): Message {
  return taken.visible ? { ...reason('number_taken_by', { value }), href: `/admin/customers/${taken.id}` } : reason('number_taken', { value });
}
