import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { TooMany } from '../http/errors';

/** Argon2id, m = 19 MiB, t = 2, p = 1 (OWASP password storage cheat sheet); hashing runs off the event loop. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 2;
const WAITING_AT_MOST = 50;
/** Hash of a random password nobody has, so that an unknown user takes the time of a known one (A12). */
const NOBODY = hash('b0f2f4c1-unknown-user', COST);

/** Hashes and checks passwords, a few at once so that a burst of sign-ins leaves the machine to the others. */
@Injectable()
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, COST));
  }

  /** False for a wrong password, and, after the same time, when there is no hash to compare with. */
  async matches(stored: string | null, password: string): Promise<boolean> {
    const reference = stored ?? (await NOBODY);
    const fits = await this.inTurn(() => verify(reference, password));
    return fits && stored !== null;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting.length >= WAITING_AT_MOST) throw new TooMany({ key: 'errors.busy' }, 10);
    if (this.running < AT_ONCE) this.running += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever waits takes over this place; nobody can come in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
