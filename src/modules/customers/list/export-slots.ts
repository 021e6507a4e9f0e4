import type { Readable } from 'node:stream';
import { TooMany } from '../../../kernel/http/errors';

const MOST_AT_ONCE = 2;
const RETRY_SECONDS = 30;

/** Few exports at once in a process: each takes several connections, and pages need the others (A21; twenty starved them). */
export class ExportSlots {
  private taken = 0;

  /** Holds a place until `file` is closed. @throws TooMany when there is none */
  hold(file: Readable): Readable {
    if (this.taken >= MOST_AT_ONCE) {
      file.destroy();
      throw new TooMany({ key: 'customers.export.busy' }, RETRY_SECONDS);
    }
    this.taken += 1;
    return file.once('close', () => void (this.taken -= 1));
  }
}
