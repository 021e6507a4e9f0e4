import { isLocal, withQuery, type QueryValue } from '../address';
import { textArgument, type HelperOptions } from '../helper-arguments';

/** `{{url "/admin/customers" q=text type="person"}}`: a local address with a query, everything encoded. */
export function url(path: unknown, options: HelperOptions): string {
  const address = textArgument('url', path);
  if (!isLocal(address)) throw new Error(`{{url}} wants a local path, got ${address}`);
  return withQuery(address, options.hash as Record<string, QueryValue>);
}
