import { readFile } from 'node:fs/promises';
import type Sharp from 'sharp';
import type { Message } from '../i18n/message';
import { pictureFormat } from './picture-format';

/** Side in pixels of the square a picture is cut to, or of the box a logo is fitted into. */
export type PictureShape = { readonly fit: 'square' | 'box'; readonly side: number };

export const PICTURE: PictureShape = { fit: 'square', side: 512 };
export const LOGO: PictureShape = { fit: 'box', side: 256 };

export interface EncodedPicture {
  readonly content: Buffer;
  readonly width: number;
  readonly height: number;
}

export type EncodeResult = { readonly ok: true; readonly picture: EncodedPicture } | { readonly ok: false; readonly problem: Message };

/** Pixels, all frames together, beyond which nothing is decoded: a 30 kB file can claim 256 million (A16). */
const MAX_PIXELS = 24_000_000;
const AT_ONCE = 2;
const QUALITY = 82;

let library: Promise<typeof Sharp> | null = null;

/** Loaded with the first picture, since it takes 16 MB that most days nobody needs. */
function pictureLibrary(): Promise<typeof Sharp> {
  return (library ??= import('sharp').then(({ default: sharp }) => {
    // Only these decoders exist for us; the others (SVG, PDF, ImageMagick and what libvips may bring next) are shut off.
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({ operation: ['Jpeg', 'Png', 'Nsgif', 'Webp', 'Heif'].map((kind) => `VipsForeignLoad${kind}`) });
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  }));
}

/**
 * Makes a WebP of our own from the picture at `path`: decoded, turned upright, cut or fitted, in sRGB, the first frame
 * only, without any metadata. Nothing of the uploaded bytes survives but the pixels.
 */
export async function encodePicture(path: string, shape: PictureShape): Promise<EncodeResult> {
  const source = await readFile(path);
  const format = pictureFormat(source.subarray(0, 16));
  if (source.length === 0) return refused('errors.picture_empty');
  if (format === null) return refused('errors.picture_kind');
  return oneOfFew(() => decode(source, format, shape));
}

async function decode(source: Buffer, format: string, shape: PictureShape): Promise<EncodeResult> {
  const sharp = await pictureLibrary();
  try {
    const image = sharp(source, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true });
    if ((await image.metadata()).format !== format) return refused('errors.picture_kind');
    const size = shape.fit === 'square' ? ({ fit: 'cover', withoutEnlargement: true } as const) : ({ fit: 'inside', withoutEnlargement: true } as const);
    const { data, info } = await image.autoOrient().resize(shape.side, shape.side, size).webp({ quality: QUALITY }).toBuffer({ resolveWithObject: true });
    return { ok: true, picture: { content: data, width: info.width, height: info.height } };
  } catch (error) {
    if (error instanceof Error && /pixel limit/i.test(error.message)) return refused('errors.picture_pixels', { megapixels: MAX_PIXELS / 1_000_000 });
    return refused('errors.picture_damaged');
  }
}

let running = 0;
const waiting: (() => void)[] = [];

/** Decoding uses threads that files, names and passwords need too: a few at once, the others wait. */
async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

function refused(key: string, params?: Message['params']): EncodeResult {
  return { ok: false, problem: params ? { key, params } : { key } };
}
