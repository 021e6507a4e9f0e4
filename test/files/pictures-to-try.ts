import { deflateSync, crc32 } from 'node:zlib';
import sharp from 'sharp';

/** A plain picture of this size and kind. */
export function aPicture(kind: 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' = 'png', width = 40, height = 30): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#3d52c5' } }).toFormat(kind).toBuffer();
}

export const SVG = Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>');
export const HTML = Buffer.from('<!DOCTYPE html><script>alert(document.domain)</script>');

/** A picture with a position, a maker and a script in its metadata, lying on its side. */
export function withMetadata(): Promise<Buffer> {
  return sharp({ create: { width: 60, height: 20, channels: 3, background: 'red' } })
    .jpeg()
    .withExif({ IFD0: { Make: 'SecretMaker', ImageDescription: '<script>alert(1)</script>' }, IFD3: { GPSLatitude: '54/1 19/1 0/1', GPSLatitudeRef: 'N' } })
    .withMetadata({ orientation: 6 })
    .toBuffer();
}

export function cmyk(): Promise<Buffer> {
  return sharp({ create: { width: 30, height: 30, channels: 3, background: '#00aa55' } }).toColourspace('cmyk').jpeg().toBuffer();
}

/** Three frames of different colours; the first is red. */
export async function animated(): Promise<Buffer> {
  const frames = await Promise.all(['red', 'lime', 'blue'].map((background) => sharp({ create: { width: 20, height: 20, channels: 3, background } }).png().toBuffer()));
  return sharp(frames, { join: { animated: true } }).gif({ delay: [100, 100, 100] }).toBuffer();
}

/** A picture of 16,000 by 16,000 grey pixels in some 30 kB. */
export function bomb(side = 16_000): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const row = Buffer.alloc(1 + side / 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: side }, () => row)), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A GIF whose comment is a web page. */
export async function polyglot(): Promise<Buffer> {
  return Buffer.concat([await aPicture('gif'), Buffer.from('<script>alert(1)</script><svg onload=alert(1)>')]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
