import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';

/** Below, packing gains nothing; above, it is left to the compressing stream, so that no page holds up the others. */
const LEAST = 1024;
const MOST = 256 * 1024;
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } };
const GZIP = { level: 1 };

/**
 * Sends a page of HTML packed as the browser takes it. In one go: a compressing stream costs several times the packing
 * itself for pages of this size (docs/performance.md).
 */
export function sendHtml(request: Request, response: Response, html: string): void {
  const body = Buffer.from(html);
  response.type('html').vary('Accept-Encoding');
  const encoding = body.length < LEAST || body.length > MOST ? false : request.acceptsEncodings('br') || request.acceptsEncodings('gzip');
  if (!encoding) return void response.send(body);
  response.setHeader('Content-Encoding', encoding);
  response.send(encoding === 'br' ? brotliCompressSync(body, BROTLI) : gzipSync(body, GZIP));
}
