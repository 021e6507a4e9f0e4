import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type FontWeight = 400 | 700;

/** A font file with the characters it has. */
export interface FontPart {
  /** How it is called in a document. */
  readonly name: string;
  readonly file: string;
  /** Its letters run from right to left. */
  readonly rightToLeft: boolean;
  has(codePoint: number): boolean;
}

/** Packages with the subsets that are used of them, in the order in which a character is looked for. */
const PACKAGES: readonly { readonly name: string; readonly subsets: readonly string[]; readonly rightToLeft: boolean }[] = [
  { name: 'noto-sans', subsets: ['latin', 'latin-ext', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext', 'vietnamese', 'devanagari'], rightToLeft: false },
  { name: 'noto-sans-arabic', subsets: ['arabic'], rightToLeft: true },
  { name: 'noto-sans-hebrew', subsets: ['hebrew'], rightToLeft: true },
];

const loaded = new Map<FontWeight, readonly FontPart[]>();

/** The fonts that documents are written with; found when the first document is made. */
export function fontParts(weight: FontWeight): readonly FontPart[] {
  let parts = loaded.get(weight);
  if (!parts) loaded.set(weight, parts = PACKAGES.flatMap((one) => partsOf(one, weight)));
  return parts;
}

/** The font that has the character; the first one, which shows a box, when none has. */
export function fontOf(parts: readonly FontPart[], codePoint: number): FontPart {
  return parts.find((part) => part.has(codePoint)) ?? parts[0];
}

function partsOf({ name, subsets, rightToLeft }: (typeof PACKAGES)[number], weight: FontWeight): FontPart[] {
  const folder = dirname(require.resolve(`@fontsource/${name}/package.json`));
  const ranges = JSON.parse(readFileSync(join(folder, 'unicode.json'), 'utf8')) as Record<string, string>;
  return subsets.map((subset) => {
    const spans = ranges[subset].split(',').map(spanOf);
    return {
      name: `${name}-${subset}-${weight}`, file: join(folder, 'files', `${name}-${subset}-${weight}-normal.woff`), rightToLeft,
      has: (codePoint) => spans.some(([from, to]) => codePoint >= from && codePoint <= to),
    };
  });
}

/** `U+0000-00FF` or `U+0131`. */
function spanOf(text: string): readonly [number, number] {
  const [from, to = from] = text.trim().replace(/^U\+/i, '').split('-');
  return [parseInt(from, 16), parseInt(to, 16)];
}
