/** Text of a page with its escaped signs as they are read. */
export function decoded(html: string): string {
  return html.replace(/&quot;/g, '"').replace(/&#x27;/g, "'").replace(/&#x3D;/g, '=').replace(/&#x60;/g, '`').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

/** What a browser would send of the steps' form, or of another one, as it stands, without its buttons. */
export function formOf(html: string, begin = /<form id="(?:steps|conflict)"/): Record<string, string | string[]> {
  const form = html.slice(html.search(begin)).replace(/<\/form>[\s\S]*/, '');
  const sent: [string, string][] = [];
  for (const [tag] of form.matchAll(/<input [^>]*>/g)) {
    const [name, type, value] = [attribute(tag, 'name'), attribute(tag, 'type'), attribute(tag, 'value')];
    if (type === 'file' || ((type === 'checkbox' || type === 'radio') && !/ checked/.test(tag))) continue;
    sent.push([name, value]);
  }
  for (const [, head, options] of form.matchAll(/(<select [^>]*>)([\s\S]*?)<\/select>/g)) {
    const chosen = /<option value="([^"]*)" selected>/.exec(options)?.[1] ?? /<option value="([^"]*)"/.exec(options)?.[1] ?? '';
    sent.push([attribute(head, 'name'), decoded(chosen)]);
  }
  for (const [, head, text] of form.matchAll(/(<textarea [^>]*>)\n?([\s\S]*?)<\/textarea>/g)) sent.push([attribute(head, 'name'), decoded(text)]);
  const fields: Record<string, string | string[]> = {};
  for (const [name, value] of sent) fields[name] = name in fields ? [fields[name], value].flat() : value;
  return fields;
}

/** The page holds `text`; what fails says what is missing and not the whole page. */
export function shows({ text: html }: { text: string }, text: string): void {
  expect(decoded(html).includes(text) ? text : 'missing').toBe(text);
}

/** Where a redirect leads, without the fragment. */
export function to(response: { status: number; headers: Record<string, string> }): string {
  expect(response.status).toBe(303);
  return response.headers.location.replace(/#.*/, '');
}

function attribute(tag: string, name: string): string {
  return decoded(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}
