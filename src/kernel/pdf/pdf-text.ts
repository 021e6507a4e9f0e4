import bidiFactory, { type Bidi } from 'bidi-js';
import type PDFDocument from 'pdfkit';
import { fontOf, fontParts, type FontPart, type FontWeight } from './pdf-fonts';

export type Direction = 'ltr' | 'rtl';

export interface TextStyle {
  /** In points. */
  readonly size: number;
  readonly weight: FontWeight;
}

/** They turn or join what stands around them and are not seen themselves; no font has them. */
const UNSEEN = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** A piece of a line that one font writes in one direction. */
export interface Run {
  readonly text: string;
  readonly font: FontPart;
  /** The font puts its letters from right to left by itself. */
  readonly shaped: boolean;
}

let bidi: Bidi | null = null;

/**
 * A line of text as pieces from left to right, by the Unicode bidirectional algorithm. Letters of fonts that run from right
 * to left stay in the order in which they are read, because the font turns and joins them.
 * @param direction of the paragraph; left out, its first letter says it
 */
export function visualRuns(text: string, parts: readonly FontPart[], direction?: Direction): Run[] {
  const { order, levels } = visualOrder(text, direction);
  const fonts = fontsOf(text, parts);
  const runs: { at: number[]; font: FontPart; level: number }[] = [];
  for (const at of order) {
    const last = runs[runs.length - 1];
    if (last && last.font === fonts[at] && last.level === levels[at]) last.at.push(at);
    else runs.push({ at: [at], font: fonts[at], level: levels[at] });
  }
  return runs.map(({ at, font, level }) => runOf(text, at, font, level % 2 === 1)).filter((run) => run.text !== '');
}

function runOf(text: string, at: readonly number[], font: FontPart, backwards: boolean): Run {
  if (!backwards) return { text: at.map((index) => text[index]).join('').replace(UNSEEN, ''), font, shaped: false };
  const read = [...at].reverse().map((index) => text[index]).join('').replace(UNSEEN, '');
  const mirrored = [...read].map((sign) => bidi?.getMirroredCharacter(sign) ?? sign);
  return font.rightToLeft ? { text: mirrored.join(''), font, shaped: true } : { text: mirrored.reverse().join(''), font, shaped: false };
}

function visualOrder(text: string, direction?: Direction): { order: number[]; levels: Uint8Array } {
  bidi ??= bidiFactory();
  const embedding = bidi.getEmbeddingLevels(text, direction ?? 'auto');
  const order = Array.from({ length: text.length }, (_, at) => at);
  for (const [begin, end] of bidi.getReorderSegments(text, embedding)) {
    order.splice(begin, end - begin + 1, ...order.slice(begin, end + 1).reverse());
  }
  return { order, levels: embedding.levels };
}

/** The font of each code unit; both halves of a character have the same. */
function fontsOf(text: string, parts: readonly FontPart[]): FontPart[] {
  return [...text].flatMap((sign) => Array<FontPart>(sign.length).fill(fontOf(parts, sign.codePointAt(0) ?? 0)));
}

/** Writes texts of any direction into a document, with fonts that are embedded when they are first needed. */
export class PdfText {
  private readonly registered = new Set<string>();
  /** Words come again and again in a list. */
  private readonly words = new Map<string, number>();

  constructor(
    private readonly doc: InstanceType<typeof PDFDocument>,
    private readonly direction: Direction,
  ) {}

  /** Width in points. */
  width(text: string, style: TextStyle): number {
    return this.runs(text, style).reduce((sum, run) => sum + this.widthOf(run, style), 0);
  }

  /** One line; `x` is its left edge, or of a page from right to left its right edge. */
  write(text: string, x: number, y: number, style: TextStyle): void {
    const runs = this.runs(text, style).map((run) => ({ run, width: this.widthOf(run, style) }));
    let at = this.direction === 'rtl' ? x - runs.reduce((sum, { width }) => sum + width, 0) : x;
    for (const { run, width } of runs) {
      this.use(run.font, style);
      // By the base line, since fonts differ in what is above it.
      this.doc.text(run.text, at, y + style.size, { baseline: 'alphabetic', lineBreak: false, ...(run.shaped && { features: [] }) });
      at += width;
    }
  }

  /** Breaks a text into lines no wider than that, between words where it can. */
  lines(text: string, width: number, style: TextStyle): string[] {
    const space = this.wordWidth(' ', style);
    const lines: string[] = [];
    let line = '';
    let used = 0;
    for (const word of text.split(/\s+/).filter(Boolean).flatMap((one) => this.pieces(one, width, style))) {
      const wide = this.wordWidth(word, style);
      if (line !== '' && used + space + wide > width) {
        lines.push(line);
        line = word;
        used = wide;
      } else {
        used += line === '' ? wide : space + wide;
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    return [...lines, line];
  }

  /** A word that is wider than a line, cut. */
  private pieces(word: string, width: number, style: TextStyle): string[] {
    if (this.wordWidth(word, style) <= width) return [word];
    const pieces: string[] = [];
    let piece = '';
    let used = 0;
    for (const sign of word) {
      const wide = this.wordWidth(sign, style);
      if (piece !== '' && used + wide > width) {
        pieces.push(piece);
        [piece, used] = ['', 0];
      }
      piece += sign;
      used += wide;
    }
    return [...pieces, piece];
  }

  private wordWidth(word: string, style: TextStyle): number {
    const key = `${style.size} ${style.weight} ${word}`;
    let width = this.words.get(key);
    if (width === undefined) this.words.set(key, width = this.width(word, style));
    return width;
  }

  private runs(text: string, { weight }: TextStyle): Run[] {
    return visualRuns(text, fontParts(weight), this.direction === 'rtl' ? 'rtl' : undefined);
  }

  private widthOf({ text, font, shaped }: Run, style: TextStyle): number {
    this.use(font, style);
    return this.doc.widthOfString(text, shaped ? { features: [] } : {});
  }

  private use(font: FontPart, { size }: TextStyle): void {
    if (!this.registered.has(font.name)) {
      this.doc.registerFont(font.name, font.file);
      this.registered.add(font.name);
    }
    this.doc.font(font.name).fontSize(size);
  }
}
