import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { JobLeases } from '../../kernel/jobs/job-leases.queries';
import { ActivityLog } from '../activity/activity.log';

/** Lets administrators run a job without waiting for its time (MAIL-3). */
@Injectable()
export class JobsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly leases: JobLeases,
    private readonly activity: ActivityLog,
  ) {}

  /**
   * Asks for a run: the next node that looks takes it, through the same lease as its regular runs. Who asks while
   * somebody waits already waits for the same run.
   */
  ask(actor: StaffActor, post: Post, job: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      if (await this.leases.ask(tx, job, actor.name, now)) {
        await this.activity.record(tx, { actor, at: now, action: 'job.asked', subject: { kind: 'job', id: null, name: job } });
      }
      return `/admin/settings/jobs/${job}`;
    });
  }
}
