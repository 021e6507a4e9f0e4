import { setTimeout as sleep } from 'node:timers/promises';
import { MailSink } from '../faults/long/mail-sink.mjs';
import { cpuOf, forgetPeak, memoryOf } from './application.mjs';
import { spread } from './load.mjs';

const MAILS = 6_000;
const ROUNDS = 200;

/** Mails handed to a local mail server by one worker with five connections, its memory, and what it costs that there are none. */
export async function measure(bench) {
  const sink = new MailSink();
  await sink.up();
  await bench.sql.query('DELETE FROM mail_outbox');
  const worker = await bench.startAnother({ SMTP_URL: sink.url('bench') });
  try {
    const rows = [];
    await send(bench, sink, 500, 1); // connections made, code warm
    await sleep(6_000);
    forgetPeak(worker.pid);
    const before = { cpu: cpuOf(worker.pid), database: cpuOf(bench.database.pid), memory: memoryOf(worker.pid).now };
    const seconds = await send(bench, sink, MAILS, 1_000);
    const cpu = ((cpuOf(worker.pid) - before.cpu) * 1000) / MAILS;
    const databaseCpu = ((cpuOf(bench.database.pid) - before.database) * 1000) / MAILS;
    const memory = memoryOf(worker.pid);
    const perSecond = MAILS / seconds;
    rows.push({ what: `${MAILS} mails, one worker, five connections`, perSecond, cpu, databaseCpu, reach: '≥ 300 a second', ok: perSecond >= 300 });
    rows.push({ what: 'memory of the worker at its most while sending', memory: memory.peak, note: `${Math.round(memory.peak - before.memory)} MB more than before`, reach: 'flat' });
    rows.push(await nothingDue(bench));
    return rows;
  } finally {
    await worker.stop();
    await bench.sql.query('DELETE FROM mail_outbox');
    await sink.down();
  }
}

/** Writes mails and waits until the mail server has them. @returns seconds from the first that came to the last */
async function send(bench, sink, count, first) {
  sink.clear();
  const [[{ id }]] = await bench.sql.query('SELECT MIN(id) AS id FROM staff');
  const [[{ now }]] = await bench.sql.query('SELECT UTC_TIMESTAMP(6) AS now');
  for (let from = first; from < first + count; from += 500) {
    const values = (number) => JSON.stringify({ changed_at: '2026-01-02T03:04:05Z', forgotten_address: `http://localhost/mail/${number}` });
    const rows = Array.from({ length: Math.min(500, first + count - from) }, (_, at) => ['staff-password-changed', 'en', 'staff', id, 'Ada', 'x@clientele.example', values(from + at), `bench ${from + at}`, now, now]);
    await bench.sql.query('INSERT INTO mail_outbox (kind, language, recipient_kind, recipient_id, recipient_name, recipient_email, merge_values, dedupe_key, due_at, created_at) VALUES ?', [rows]);
  }
  const until = Date.now() + 120_000;
  while (sink.total === 0 && Date.now() < until) await sleep(2);
  const began = performance.now();
  while (sink.total < count && Date.now() < until) await sleep(5);
  return (performance.now() - began) / 1000;
}

/** What a run with nothing to send asks the database. */
async function nothingDue(bench) {
  await bench.sql.query('DELETE FROM mail_outbox');
  const { OutboxRows } = bench.built('kernel/outbox/outbox.queries.js');
  const connection = { query: async (sql, params) => (await bench.sql.query(sql, params))[0] };
  const outbox = new OutboxRows(connection);
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [now, began] = [new Date(), performance.now()];
    await outbox.claim('fresh', now, now, 25, '0'.repeat(32));
    await outbox.claim('suspect', now, now, 1, '0'.repeat(32));
    times.push(performance.now() - began);
  }
  const { median, p95, p99 } = spread(times);
  return { what: 'nothing to send', median, p95, p99, reach: 'median ≤ 2 ms', ok: median <= 2 };
}
