export type QueryValue = string | number | boolean | readonly string[] | null | undefined;

const LOCAL = /^(\/(?![/\\])|#|\?)[^\s\\]*$/;

/** Whether an address stays on this site: a path, a query or a fragment; never `//host`, a scheme or a backslash. */
export function isLocal(address: string): boolean {
  // eslint-disable-next-line no-control-regex
  return LOCAL.test(address) && !/[\u0000-\u001f]/.test(address);
}

/** `path` with this query; what is null, undefined or empty is left out, a list repeats its name. */
export function withQuery(path: string, query: Readonly<Record<string, QueryValue>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value as readonly string[] : [value as string | number | boolean | null | undefined]) {
      if (one !== null && one !== undefined && one !== '') search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}
