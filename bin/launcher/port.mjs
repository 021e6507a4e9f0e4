import { createServer } from 'node:net';
import { Sentence } from './sentence.mjs';

/** @throws Sentence when another program listens on the port, or it may not be used */
export function requireFreePort(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => reject(new Sentence(portProblem(port, error.code))));
    server.listen(port, () => server.close(resolve));
  });
}

export function portProblem(port, code) {
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program; stop that one, or choose another port: PORT=${port + 1} npm start`;
  if (code === 'EACCES') return `Port ${port} may only be used by root; choose one above 1023: PORT=3000 npm start`;
  return `Port ${port} cannot be used (${code}); choose another one: PORT=3001 npm start`;
}
