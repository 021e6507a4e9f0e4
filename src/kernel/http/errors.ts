import type { Message } from '../i18n/message';

/**
 * The few ways a request can be turned away. `errors.filter.ts` makes a page of each; the message says why in
 * words of the language files and, where something blocks, `links` names it.
 */
export abstract class RequestError extends Error {
  abstract readonly status: number;

  constructor(
    readonly reason: Message | null = null,
    readonly links: readonly ErrorLink[] = [],
  ) {
    super(reason?.key ?? 'request refused');
  }
}

export interface ErrorLink {
  /** Key of a text, or a message, as for somebody's name. */
  readonly label: string | Message;
  readonly href: string;
}

/** 400: the request itself is malformed (an array for a text, a broken id in a body). */
export class BadRequest extends RequestError {
  readonly status = 400;
}

/** 403: visible to the actor, but not allowed. */
export class Forbidden extends RequestError {
  readonly status = 403;
}

/** 404: does not exist, or is not visible to the actor; the two are never told apart. */
export class NotFound extends RequestError {
  readonly status = 404;
}

/** 409: someone else changed or used it meanwhile, or a rule keeps it as it is; `reason` says what blocks. */
export class Conflict extends RequestError {
  readonly status = 409;
}

/** 409: somebody else saved the row since its form was opened. Pages with a form catch it and show what was typed (F15). */
export class ChangedMeanwhile extends Conflict {}

/** 413: larger than what is taken. */
export class TooLarge extends RequestError {
  readonly status = 413;
}

/** 422: understood, but refused by a rule; for refusals that have no form to show themselves in. */
export class Refused extends RequestError {
  readonly status = 422;
}

/** 429: too often. */
export class TooMany extends RequestError {
  readonly status = 429;

  constructor(
    reason: Message,
    readonly retryAfterSeconds: number,
  ) {
    super(reason);
  }
}

/** 500: what is stored is not what came. */
export class Damaged extends RequestError {
  readonly status = 500;

  constructor() {
    super({ key: 'errors.damaged' });
  }
}

/** 507: the disk of the stored files is full; nothing was kept of what came (F26). */
export class StorageFull extends RequestError {
  readonly status = 507;
}
