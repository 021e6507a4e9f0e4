import { Injectable } from '@nestjs/common';
import type { Job } from '../../../kernel/jobs/job';
import { Impersonations } from './impersonations.service';

/** Writes down the end of each login as client whose time is over (ARE-6); it opened nothing since. Every minute. */
@Injectable()
export class EndImpersonations implements Job {
  readonly name = 'end-impersonations';

  constructor(private readonly impersonations: Impersonations) {}

  run(now: Date): Promise<number> {
    return this.impersonations.endExpired(now);
  }
}
