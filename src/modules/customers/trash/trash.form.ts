import type { Typed } from '../../../kernel/forms/read-form';
import { BadRequest } from '../../../kernel/http/errors';
import type { RestoreAnswers } from './customer-trash';

/** A number or an e-mail for what has been taken while its owner lay in the trash; which ones are asked, the database tells. */
const FIELD = /^(number|email_[1-9]\d{0,18})$/;
/** An e-mail address is never longer. */
const LONGEST = 254;

/** @throws BadRequest for a list or an object where a text is meant. */
export function readAnswers(body: unknown): RestoreAnswers & Typed {
  const sent = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(
    sent.filter(([name]) => FIELD.test(name)).map(([name, value]): [string, string] => {
      if (typeof value !== 'string' || value.length > LONGEST) throw new BadRequest();
      return [name, value.toWellFormed().replace(/[\u0000-\u001f\u007f]/g, '').trim()];
    }),
  );
}
