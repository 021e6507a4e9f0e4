import type { Frame } from './frame';

/** Characters in each of two generations; the older one is forgotten when the younger is full. */
const MOST_CHARACTERS = 1_000_000;

type Render = (part: string, context: unknown, frame: Frame) => string;

/**
 * What parts wrote, kept by all they depend on: their name, the language, and what they were handed, word for word. So
 * nothing kept is ever out of date, and the side menu, the filters and the rows people look at all day are written once.
 */
export class KeptParts {
  private young = new Map<string, string>();
  private old = new Map<string, string>();
  private weight = 0;

  /** @param keep false: everything is written anew (development). */
  constructor(private readonly render: Render, private readonly keep: boolean) {}

  /** HTML of `part` for `context`. The part may ask of the frame for words and language alone; anything else throws. */
  html(part: string, context: unknown, frame: Frame): string {
    if (!this.keep) return this.render(part, context, wordsOnly(frame));
    const key = `${part}\n${frame.language.code}\n${JSON.stringify(context)}`;
    const kept = this.young.get(key);
    if (kept !== undefined) return kept;
    const html = this.old.get(key) ?? inOnePiece(this.render(part, context, wordsOnly(frame)));
    this.add(key, html);
    return html;
  }

  private add(key: string, html: string): void {
    this.weight += key.length + html.length;
    if (this.weight > MOST_CHARACTERS) {
      this.old = this.young;
      this.young = new Map();
      this.weight = key.length + html.length;
    }
    this.young.set(key, html);
  }
}

/** A text put together from pieces holds on to all of them. */
function inOnePiece(text: string): string {
  return Buffer.from(text).toString();
}

/** The frame without what belongs to one person or one request: a kept part with a token in it would hand it to others. */
function wordsOnly({ language, texts }: Frame): Frame {
  return new Proxy({ language, texts } as Frame, {
    get: (frame, name) => {
      if (name in frame) return frame[name as keyof Frame];
      throw new Error(`A kept part may not ask for @frame.${String(name)}`);
    },
  });
}
