import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem, release } from 'node:os';
import { run } from '../../bin/launcher/process.mjs';

/** What the figures were measured on. */
export async function describeMachine(bench) {
  const [[{ version }]] = await bench.sql.query('SELECT VERSION() AS version');
  const { stdout } = await run(bench.node, ['--version']);
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpuModel(), cores: cpus().length, memory: Math.round(totalmem() / 2 ** 30), system: `Linux ${release()}`,
    node: stdout.trim(), database: version, bufferPool: Math.round(bench.bufferPool / 2 ** 20),
    durability: 'innodb_flush_log_at_trx_commit=1, doublewrite on, no binary log', load: loadavg()[0].toFixed(2),
  };
}

function cpuModel() {
  return /^model name\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? cpus()[0]?.model ?? 'unknown';
}
