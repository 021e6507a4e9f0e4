/** `href="{{external website}}"`: an address a person typed, when it is http or https; otherwise an empty text. */
export function external(address: unknown): string {
  if (typeof address !== 'string' || address === '') return '';
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : '';
  } catch {
    return '';
  }
}
