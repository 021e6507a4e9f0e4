import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/** Whether this node has been told to stop: it answers "not ready", and jobs claim nothing new (security.md, F21). */
@Injectable()
export class Draining implements BeforeApplicationShutdown {
  begun = false;

  beforeApplicationShutdown(): void {
    this.begun = true;
  }
}
