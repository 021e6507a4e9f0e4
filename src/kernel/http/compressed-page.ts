import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';

/** Below, packing gains nothing; above, it is left to the compressing stream, so that no page holds up the others. */
const LEAST = 1024;
const MOST = 512 * 1024;
/** The quickest level with a small window: the others ask for half a megabyte of fresh memory at each page, which costs more than the packing. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 0, [constants.BROTLI_PARAM_LGWIN]: 18, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } };
const GZIP = { level: 1 };
/** Pages are written here one after the other and packed at once; a character takes three bytes at most. */
const desk = Buffer.allocUnsafeSlow(MOST);

/**
 * Sends a page of HTML packed as the browser takes it. In one go: a compressing stream costs several times the packing
 * itself for pages of this size (docs/performance.md).
 */
export function sendHtml(request: Request, response: Response, html: string): void {
  response.type('html').vary('Accept-Encoding');
  const encoding = html.length < LEAST || html.length * 3 > MOST ? false : request.acceptsEncodings('br') || request.acceptsEncodings('gzip');
  if (!encoding) return void response.send(Buffer.from(html));
  const body = desk.subarray(0, desk.write(html));
  response.setHeader('Content-Encoding', encoding);
  response.send(encoding === 'br' ? brotliCompressSync(body, BROTLI) : gzipSync(body, GZIP));
}
