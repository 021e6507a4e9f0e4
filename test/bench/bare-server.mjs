// Started by limits.mjs: the bytes on stdin, served by Node's own server and nothing else.
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const encoding = process.argv[2];
const body = await buffer(process.stdin);
// As src/kernel/http/compressed-page.ts packs.
const pack = {
  br: () => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } }),
  gzip: () => gzipSync(body, { level: 1 }),
}[encoding];

const server = createServer((request, response) => {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  if (request.url === '/plain' || !pack) return void response.end(body);
  response.setHeader('Content-Encoding', encoding);
  response.end(pack());
});
server.listen(0, '127.0.0.1', () => process.stdout.write(String(server.address().port)));
