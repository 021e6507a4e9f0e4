import type { Message } from '../i18n/message';

/** A rule of the service refuses a field; thrown, so that the transaction is rolled back, and shown by the form at that field. */
export class FieldRefused extends Error {
  constructor(
    readonly field: string,
    readonly reason: Message,
  ) {
    super(reason.key);
  }
}
