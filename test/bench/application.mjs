import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE_ENVIRONMENT, NODE_FLAGS } from '../../bin/launcher/application.mjs';
import { root } from '../../bin/launcher/settings.mjs';

/** Ticks of a second in /proc; it is 100 on every Linux this runs on. */
const TICKS = 100;

/** Starts the built application as one process and waits until it answers. */
export async function startMeasured({ node, flags = [], port, env }) {
  const began = performance.now();
  const child = spawn(node, [...NODE_FLAGS, ...flags, join(root, 'dist', 'src', 'main.js')], { cwd: root, env: { ...NODE_ENVIRONMENT, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => { child.once('exit', resolve).once('error', resolve); });
  let gone = false;
  void ended.then(() => { gone = true; });
  while (!(await answers(port))) {
    if (gone) throw new Error('the application did not start');
    await sleep(20);
  }
  const startMs = performance.now() - began;
  return {
    pid: child.pid, port, startMs,
    stop: async () => {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(force);
    },
  };
}

export function answers(port, path = '/health/live') {
  return new Promise((resolve) => {
    request({ port, path, timeout: 1000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false)).on('timeout', function timeout() { this.destroy(); }).end();
  });
}

/** CPU a process has used so far, all its threads, in seconds. */
export function cpuOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Memory of a process in megabytes: now, and the most since `forgetPeak`. */
export function memoryOf(pid) {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)[1]) / 1024;
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

export function forgetPeak(pid) {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
