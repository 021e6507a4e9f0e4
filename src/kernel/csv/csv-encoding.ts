import { isUtf8 } from 'node:buffer';

export type CsvEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** 0x80–0x9F of Windows-1252; the five holes stay what they are in Latin-1. */
const HIGH =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

/** Bytes to text, piece by piece; a byte order mark is dropped, unreadable bytes become U+FFFD. */
export interface PieceDecoder {
  decode(bytes: Uint8Array, final: boolean): string;
}

export function decoderFor(encoding: CsvEncoding): PieceDecoder {
  // Not left to TextDecoder: some Node releases decode windows-1252 as Latin-1 and lose the euro sign.
  if (encoding === 'windows-1252') return { decode: decodeWindows1252 };
  const decoder = new TextDecoder(encoding);
  return { decode: (bytes, final) => decoder.decode(bytes, { stream: !final }) };
}

function decodeWindows1252(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.replace(/[\x80-\x9f]/g, (c) => HIGH[c.charCodeAt(0) - 0x80] as string);
}

/** The encoding its first bytes announce, and what UTF-16 without a mark looks like: every other byte zero. */
export function announcedEncoding(head: Buffer): CsvEncoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const pairs = Math.min(head.length, 2000) >> 1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) even++;
    if (head[2 * i + 1] === 0) odd++;
  }
  if (pairs >= 2 && odd > pairs * 0.4 && even === 0) return 'utf-16le';
  if (pairs >= 2 && even > pairs * 0.4 && odd === 0) return 'utf-16be';
  return null;
}

/**
 * Tells UTF-8 from Windows-1252 over a whole file, fed in pieces: the first accent may stand megabytes in.
 * A file with a few bad bytes among many good UTF-8 characters is damaged UTF-8, not Windows-1252.
 */
export class EncodingWatch {
  private tail: Buffer = Buffer.alloc(0);
  private good = 0;
  private bad = 0;

  add(piece: Buffer): void {
    const bytes = this.tail.length > 0 ? Buffer.concat([this.tail, piece]) : piece;
    const cut = bytes.length - unfinished(bytes);
    this.judge(bytes.subarray(0, cut));
    this.tail = Buffer.from(bytes.subarray(cut));
  }

  finish(): { encoding: 'utf-8' | 'windows-1252'; damaged: boolean } {
    this.judge(this.tail);
    if (this.bad === 0) return { encoding: 'utf-8', damaged: false };
    const damagedUtf8 = this.good > 10 && this.good > this.bad * 10;
    return damagedUtf8 ? { encoding: 'utf-8', damaged: true } : { encoding: 'windows-1252', damaged: false };
  }

  private judge(bytes: Buffer): void {
    if (isUtf8(bytes)) {
      // Only whether there are any matters, so a look at the first few hundred is enough.
      for (let i = 0; i < bytes.length && this.good < 1000; i++) if ((bytes[i] as number) >= 0xc2) this.good++;
      return;
    }
    for (const c of bytes.toString('utf8').replace(/[\0-\x7f]+/g, '')) c === '\ufffd' ? this.bad++ : this.good++;
  }
}

/** Bytes at the end that begin a UTF-8 character whose rest is in the next piece. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const b = bytes[bytes.length - back] as number;
    if (b < 0x80) return 0;
    if (b >= 0xc0) {
      const length = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}
