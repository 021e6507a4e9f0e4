/**
 * The language letters are written in (MAIL-1, A19): words, and merge fields `{customer_name}` of a known list. Nothing is
 * evaluated and nothing but a field's name is looked up, so what is no field stands in the mail as it was typed; a field in
 * double braces is none.
 *
 * A blank line ends a paragraph. A line that is only `{link}`, `[Label]({link})` or `[Label](https://…)` is a button; an
 * https address becomes a link. What a field holds is text and never read as any of this.
 */

/** A piece of a line: words as typed, what a field holds, or an address that can be followed. */
export type LetterPiece = { readonly text: string; readonly value?: boolean; readonly href?: string };

export type LetterBlock =
  | { readonly lines: readonly (readonly LetterPiece[])[]; readonly button?: undefined }
  | { readonly button: { readonly label: string; readonly href: string }; readonly lines?: undefined };

export interface LetterFields {
  /** What each field holds, ready to be read. A field that is not here is no field. */
  readonly values: ReadonlyMap<string, string>;
  /** Those whose value is an address that can be followed. */
  readonly addresses: ReadonlySet<string>;
}

const FIELD = /(?<!\{)\{([a-z][a-z0-9_]{0,39})\}(?!\})/g;
const ONLY_FIELD = /^\{([a-z][a-z0-9_]{0,39})\}$/;
const BUTTON = /^\[([^[\]]{1,100})\]\((?:\{([a-z][a-z0-9_]{0,39})\}|(https:\/\/[^\s(){}<>"]{1,500}))\)$/;
const ADDRESS = /https:\/\/[^\s(){}<>"]{1,500}/g;

/** The names that stand in field braces, each once, in their order. */
export function fieldNames(text: string): string[] {
  return [...new Set([...text.matchAll(FIELD)].map(([, name]) => name))];
}

/** The subject, on one line. */
export function fillLine(text: string, { values }: LetterFields): string {
  return text.replace(FIELD, (typed, name: string) => values.get(name) ?? typed).replace(/\s+/g, ' ').trim();
}

/** The body as paragraphs and buttons. */
export function fillBody(text: string, fields: LetterFields): LetterBlock[] {
  return text.replace(/\r\n?/g, '\n').split('\n\n').flatMap((paragraph) => {
    const blocks: LetterBlock[] = [];
    let lines: LetterPiece[][] = [];
    const close = (): void => {
      if (lines.length > 0) blocks.push({ lines });
      lines = [];
    };
    for (const line of paragraph.split('\n')) {
      const button = buttonOf(line.trim(), fields);
      if (button) close();
      if (button) blocks.push({ button });
      else if (line.trim() !== '') lines.push(...pieces(line.trim(), fields).filter((one) => one.length > 0));
    }
    close();
    return blocks;
  });
}

/** The same blocks for those who read plain text. */
export function plainText(blocks: readonly LetterBlock[]): string {
  return blocks.map(({ button, lines }) => (button ? plainButton(button) : lines.map((line) => line.map(({ text }) => text).join('')).join('\n'))).join('\n\n');
}

function plainButton({ label, href }: { label: string; href: string }): string {
  return label === href ? href : `${label}:\n${href}`;
}

function buttonOf(line: string, fields: LetterFields): { label: string; href: string } | null {
  const alone = ONLY_FIELD.exec(line)?.[1];
  const [, label, field, typed] = BUTTON.exec(line) ?? [];
  const name = alone ?? field;
  const href = name === undefined ? typed : fields.addresses.has(name) ? fields.values.get(name) : undefined;
  return href === undefined ? null : { label: label === undefined ? href : fillLine(label, fields), href };
}

/** One typed line; a value of several lines makes several. */
function pieces(line: string, fields: LetterFields): LetterPiece[][] {
  const lines: LetterPiece[][] = [[]];
  let begin = 0;
  for (const match of line.matchAll(FIELD)) {
    const value = fields.values.get(match[1]);
    if (value === undefined) continue;
    lines.at(-1)!.push(...words(line.slice(begin, match.index)));
    begin = match.index + match[0].length;
    const followed = fields.addresses.has(match[1]);
    for (const [at, part] of value.split('\n').entries()) {
      if (at > 0) lines.push([]);
      if (part !== '') lines.at(-1)!.push(followed ? { text: part, href: part } : { text: part, value: true });
    }
  }
  lines.at(-1)!.push(...words(line.slice(begin)));
  return lines;
}

/** Typed words, with the addresses among them; a sign that ends a sentence is not part of one. */
function words(text: string): LetterPiece[] {
  const found: LetterPiece[] = [];
  let begin = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const href = match[0].replace(/[.,;:!?'’”]{1,10}$/, '');
    if (match.index > begin) found.push({ text: text.slice(begin, match.index) });
    found.push({ text: href, href });
    begin = match.index + href.length;
  }
  if (begin < text.length) found.push({ text: text.slice(begin) });
  return found;
}
