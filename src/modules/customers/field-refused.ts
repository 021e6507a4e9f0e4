import type { Message } from '../../kernel/i18n/message';

/** A rule refused a field; forms show it there. Thrown, so that the transaction is rolled back. */
export class FieldRefused extends Error {
  constructor(
    readonly field: string,
    readonly reason: Message,
  ) {
    super(reason.key);
  }
}
