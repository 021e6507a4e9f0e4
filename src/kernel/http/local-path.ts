const BASE = 'http://clientele.invalid';

/**
 * `wanted` when it is a path of this application below `root`, else `otherwise`. What a browser would take for another
 * site (`//x`, `/\x`, control characters, schemes) is not one (A20).
 */
export function localPath(wanted: unknown, root: string, otherwise: string): string {
  if (typeof wanted !== 'string' || wanted.length > 2000 || !/^\/[^/\\]/.test(wanted) || /[\\\u0000-\u0020\u007f]/.test(wanted)) return otherwise;
  if (!URL.canParse(wanted, BASE)) return otherwise;
  const url = new URL(wanted, BASE);
  if (url.origin !== BASE || url.pathname.startsWith('//')) return otherwise;
  return url.pathname === root || url.pathname.startsWith(`${root}/`) ? `${url.pathname}${url.search}` : otherwise;
}
