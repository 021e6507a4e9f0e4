import { Injectable } from '@nestjs/common';
import { TooMany } from '../http/errors';
import { SlowHashes } from './slow-hashes';

/** Argon2id, m = 19 MiB, t = 2, p = 1 (OWASP password storage cheat sheet). */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** At that cost, of a password that was thrown away: an unknown user takes the time of a known one (A12). */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$PicEncj9twvjD9coBbeEWw$ZDieEzDZFoZlXB+6ggzJcKIcaG3KJEYiQJAAcNUaVJo';
const WAITING_AT_MOST = 50;

/** Hashes and checks passwords, one after the other, so that a burst of sign-ins leaves the machine to the others. */
@Injectable()
export class Passwords {
  private readonly hashes = new SlowHashes();
  private waiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  hash(password: string): Promise<string> {
    return this.inTurn(() => this.hashes.hash(password, COST));
  }

  /** False for a wrong password, and, after the same time, when there is no hash to compare with. */
  async matches(stored: string | null, password: string): Promise<boolean> {
    const fits = await this.inTurn(() => this.hashes.matches(stored ?? NOBODY, password));
    return fits && stored !== null;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting > WAITING_AT_MOST) throw new TooMany({ key: 'errors.busy' }, 10);
    this.waiting += 1;
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done.finally(() => (this.waiting -= 1));
  }
}
