import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Browser, textOf } from './browser.mjs';
import { manyClients } from './load.mjs';

const SERVER = fileURLToPath(new URL('./bare-server.mjs', import.meta.url));

/** What Node alone manages with the same bytes: compressed anew for each request as the application does, and not at all. */
export async function bareServer(bench, page) {
  const encoding = page.headers['content-encoding'] ?? 'identity';
  const child = spawn(bench.node, [SERVER, encoding], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    child.stdin.end(textOf(page));
    const port = await new Promise((resolve, reject) => {
      child.stdout.once('data', (text) => resolve(Number(text)));
      child.once('exit', () => reject(new Error('the bare server did not start')));
    });
    const browser = new Browser(port);
    const pids = [child.pid, bench.database.pid];
    return {
      compressed: await manyClients(bench, browser, '/', { port, pids, seconds: 4 }),
      plain: await manyClients(bench, browser, '/plain', { port, pids, seconds: 4 }),
      encoding,
    };
  } finally {
    child.kill();
  }
}
