import type { Request } from 'express';
import { randomKey } from '../auth/digest';

const OWN_ID = Symbol('request id');
type WithId = Request & { [OWN_ID]?: string };

/** The reference number of a request, as shown on error pages and written in logs; never one sent by the client. */
export function requestId(request: Request): string {
  const marked: WithId = request;
  return (marked[OWN_ID] ??= randomKey().replace(/^(.{4})(.{4})(.{4}).*$/, '$1-$2-$3'));
}
