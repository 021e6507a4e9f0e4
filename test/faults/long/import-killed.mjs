import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_MS = 600_000;

/** F13: the process that imports is killed at random points; another goes on. Counted after each kill and at the end. */
export async function killImport(stand, { short }) {
  const rows = short ? 4000 : 100_000;
  const kills = short ? 2 : 20;
  const file = join(stand.folder, 'killed.csv');
  const skipped = writeFile(file, rows);
  const sql = await stand.connect();
  const before = await counted(sql, 0); // other faults leave customers
  const half = [];
  const began = performance.now();
  let worker = worksOn(stand.spawnCommand(['import', file]));
  const id = await until(async () => (await sql.query("SELECT id FROM imports WHERE state = 'importing'"))[0][0]?.id);
  for (let kill = 0; kill < kills; kill += 1) {
    const line = Math.ceil(((kill + Math.random()) / kills) * rows * 0.95);
    await until(async () => (await record(sql, id)).last_line >= line);
    await sleep(Math.random() * 100); // anywhere in a batch
    worker.child.kill('SIGKILL');
    await worker.exit;
    await until(async () => (await sql.query('SELECT COUNT(*) AS n FROM information_schema.innodb_trx'))[0][0].n === 0);
    half.push(...(await halves(sql, id, before)));
    await sql.query('UPDATE imports SET lease_until = NULL WHERE id = ?', [id]); // a minute of waiting saved
    worker = await stand.startApplication();
  }
  await until(async () => (await record(sql, id)).state === 'done');
  const took = performance.now() - began;
  await until(async () => (await sql.query('SELECT COUNT(*) AS n FROM customer_search_pending'))[0][0].n === 0);
  half.push(...(await halves(sql, id, before)));
  const end = await record(sql, id);
  const [[twice]] = await sql.query("SELECT COUNT(*) - COUNT(DISTINCT number) + (SELECT COUNT(*) - COUNT(DISTINCT email) FROM contacts WHERE email LIKE '%@killed.example') AS n FROM customers");
  const [[told]] = await sql.query("SELECT COUNT(*) AS n FROM import_rows WHERE import_id = ? AND phase = 'run' AND verdict IN ('refused', 'duplicate') AND reasons IS NOT NULL", [id]);
  const { found } = await counted(sql, id);
  worker.child.kill('SIGTERM');
  await worker.exit;
  await sql.end();
  return {
    counts: {
      kills, 'half batches': half.length, duplicates: Number(twice.n), 'imported and skipped': end.created_count + end.refused_count + end.duplicate_count,
      'skipped and told': told.n, 'found by the search': found - before.found,
    },
    holds: { 'half batches': 0, duplicates: 0, 'imported and skipped': rows, 'skipped and told': skipped, 'found by the search': rows - skipped },
    times: { 'kills and starts included': took }, notes: [...new Set(half)],
  };
}

/** @returns how many rows cannot come in: one in fifty has no name, one in seventy repeats a number. */
function writeFile(file, rows) {
  const lines = ['number,company_name,city,contact_last_name,contact_email'];
  let skipped = 0;
  for (let at = 1; at <= rows; at += 1) {
    const nameless = at % 50 === 0;
    const repeats = at % 70 === 0 && !nameless;
    if (nameless || repeats) skipped += 1;
    lines.push(repeats ? `K-1,Again ${at},Kiel,,` : `K-${at},${nameless ? '' : `Company ${at}`},Kiel,Person ${at},p${at}@killed.example`);
  }
  writeFileSync(file, `${lines.join('\n')}\n`);
  return skipped;
}

/** What is there without the rest of its batch, in words. */
async function halves(sql, id, before) {
  const { created_count: created, refused_count: refused, duplicate_count: duplicates, last_line: line } = await record(sql, id);
  const seen = await counted(sql, id);
  const told = created + refused + duplicates;
  const expected = { customers: created, contacts: created, balances: created, primaries: created, activities: created, created, told, counted: created };
  const wrong = Object.entries(expected).filter(([name, n]) => seen[name] - before[name] !== n).map(([name, n]) => `${name} ${seen[name] - before[name]} instead of ${n}`);
  return line > 0 && told !== line - 1 ? [...wrong, `${told} rows up to line ${line}`] : wrong;
}

async function counted(sql, id) {
  const [[row]] = await sql.query(
    `SELECT (SELECT COUNT(*) FROM customers) AS customers, (SELECT COUNT(*) FROM contacts) AS contacts, (SELECT COUNT(*) FROM customer_balances) AS balances,
      (SELECT COUNT(*) FROM customers WHERE primary_link_id IS NOT NULL) AS primaries, (SELECT COUNT(*) FROM activities WHERE action = 'customer.imported') AS activities,
      (SELECT COUNT(*) FROM import_rows WHERE import_id = ? AND phase = 'run' AND verdict = 'created') AS created, (SELECT COUNT(*) FROM import_rows WHERE import_id = ? AND phase = 'run') AS told,
      (SELECT SUM(total) FROM customer_counts) AS counted, (SELECT COUNT(*) FROM customer_search_texts) AS found`,
    [id, id],
  );
  return Object.fromEntries(Object.entries(row).map(([name, n]) => [name, Number(n ?? 0)]));
}

async function record(sql, id) {
  const [[row]] = await sql.query('SELECT state, last_line, created_count, refused_count, duplicate_count FROM imports WHERE id = ?', [id]);
  if (['refused', 'failed'].includes(row.state)) throw new Error(`the import is ${row.state}`);
  return row;
}

function worksOn(child) {
  return { child, exit: new Promise((resolve) => child.once('exit', resolve)) };
}

async function until(asked) {
  const end = Date.now() + LONGEST_MS;
  for (;;) {
    const answer = await asked();
    if (answer) return answer;
    if (Date.now() > end) throw new Error('the import does not go on');
    await sleep(5);
  }
}
