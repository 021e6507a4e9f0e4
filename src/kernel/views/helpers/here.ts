import { withQuery, type QueryValue } from '../address';
import { frameOf, type HelperOptions } from '../helper-arguments';

/** `{{here sort="name" after=null}}`: the address of this page with its query changed; null takes a part away. */
export function here(options: HelperOptions): string {
  const { path, query } = frameOf(options);
  return withQuery(path, { ...query, ...options.hash as Record<string, QueryValue> });
}
