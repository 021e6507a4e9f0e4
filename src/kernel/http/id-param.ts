import { Param, type PipeTransform } from '@nestjs/common';
import { NotFound } from './errors';

const LARGEST_ID = 2n ** 63n - 1n;

/** True for what can be an id: decimal digits between 1 and 2^63 - 1, without leading zeros. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && /^[1-9][0-9]{0,18}$/.test(text) && BigInt(text) <= LARGEST_ID;
}

const idPipe: PipeTransform<unknown, string> = {
  transform(value) {
    if (!isId(value)) throw new NotFound();
    return value;
  },
};

/** An id in the path; anything that cannot be one is answered like one that does not exist. */
export const IdParam = (name = 'id') => Param(name, idPipe);
