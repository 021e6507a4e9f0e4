import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { hash, verify, type Options } from '@node-rs/argon2';

/** A password to hash at a cost, or to compare with a stored hash. */
export type SlowWork = { readonly password: string; readonly cost: Options } | { readonly password: string; readonly stored: string };
export type SlowAnswer = { readonly done: string | boolean } | { readonly failure: string };

interface Asked {
  readonly work: SlowWork;
  readonly resolve: (done: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

/** So long after a thread has died none is begun. */
const REST_MS = 60_000;

/**
 * Hashes one password after the other in a thread of low priority, so that a crowd that signs in takes from pages only what
 * they leave. Without a thread, when it cannot be begun or has died, the usual threads of Node do the work.
 */
export class SlowHashes {
  private thread: Worker | null = null;
  private readonly asked: Asked[] = [];
  private noneBefore = 0;

  /** @param file what the thread runs */
  constructor(private readonly file = join(__dirname, 'password-thread.js')) {}

  async hash(password: string, cost: Options): Promise<string> {
    return String(await this.inThread({ password, cost }));
  }

  async matches(stored: string, password: string): Promise<boolean> {
    return (await this.inThread({ password, stored })) === true;
  }

  private inThread(work: SlowWork): Promise<string | boolean> {
    const thread = this.begun();
    if (!thread) return here(work);
    return new Promise((resolve, reject) => {
      this.asked.push({ work, resolve, reject });
      thread.ref();
      thread.postMessage(work);
    });
  }

  private begun(): Worker | null {
    if (this.thread || Date.now() < this.noneBefore) return this.thread;
    const thread = new Worker(this.file);
    thread.on('message', (answer: SlowAnswer) => this.answered(answer));
    thread.on('error', () => this.died(thread));
    thread.on('exit', () => this.died(thread));
    this.thread = thread;
    return thread;
  }

  private answered(answer: SlowAnswer): void {
    const next = this.asked.shift();
    if (this.asked.length === 0) this.thread?.unref();
    if ('done' in answer) next?.resolve(answer.done);
    else next?.reject(new Error(answer.failure));
  }

  private died(thread: Worker): void {
    if (this.thread !== thread) return;
    this.thread = null;
    this.noneBefore = Date.now() + REST_MS;
    for (const { work, resolve, reject } of this.asked.splice(0)) here(work).then(resolve, reject);
  }
}

/** Off the event loop too, at the priority of everything else. */
function here(work: SlowWork): Promise<string | boolean> {
  return 'stored' in work ? verify(work.stored, work.password) : hash(work.password, work.cost);
}
