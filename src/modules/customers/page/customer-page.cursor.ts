import { isId } from '../../../kernel/http/id-param';

/** An id in the query to go on from; anything else begins at the start. */
export function readCursor(query: unknown, name: string): string | null {
  const value: unknown = typeof query === 'object' && query !== null ? Reflect.get(query, name) : undefined;
  return isId(value) ? value : null;
}
