// Started by limits.mjs: the bytes on stdin, served by Node's own server and nothing else.
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';

const encoding = process.argv[2];
const body = await buffer(process.stdin);
const compressor = {
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: () => createGzip({ level: 1 }),
}[encoding];

const server = createServer((request, response) => {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  if (request.url === '/plain' || !compressor) return void response.end(body);
  response.setHeader('Content-Encoding', encoding);
  const stream = compressor();
  stream.pipe(response);
  stream.end(body);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(String(server.address().port)));
