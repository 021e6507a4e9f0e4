import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { Clock } from '../../kernel/clock/clock';
import { NotFound } from '../../kernel/http/errors';
import { isId } from '../../kernel/http/id-param';
import { CurrentPost, type Post as FormPost } from '../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../kernel/http/reply';
import { RUNS_KEPT_DAYS } from '../../kernel/jobs/clean-up';
import type { TimetableEntry } from '../../kernel/jobs/job';
import { JobLeases } from '../../kernel/jobs/job-leases.queries';
import { JobNodes } from '../../kernel/jobs/job-nodes.queries';
import { SchedulerWatch } from '../../kernel/jobs/scheduler-watch';
import { Timetable } from '../../kernel/jobs/timetable';
import { failuresSince, FAILURE_DAYS, historyPage, jobLine, nodeLine, RUNS_SHOWN } from './jobs.presenter';
import { JobRuns } from './jobs.queries';
import { JobsService } from './jobs.service';

const NODES_SHOWN_MS = 3_600_000;
/** How often the page of a job under way is asked for again without script. */
const WAIT_SECONDS = 2;

/** What the clock drives, whether it does, and running one of it now (MAIL-3, REM-3). */
@Controller('admin/settings/jobs')
@AllowAdministrators()
export class JobsController {
  constructor(
    private readonly clock: Clock,
    private readonly timetable: Timetable,
    private readonly leases: JobLeases,
    private readonly nodes: JobNodes,
    private readonly watch: SchedulerWatch,
    private readonly runs: JobRuns,
    private readonly jobs: JobsService,
  ) {}

  @Get()
  async list(): Promise<Reply> {
    const now = this.clock.now();
    const entries = this.timetable.entries();
    const [standings, failures, nodes] = await Promise.all([this.leases.all(), this.runs.failures(entries.map(({ job }) => job.name), failuresSince(now)), this.nodes.since(new Date(now.getTime() - NODES_SHOWN_MS)), this.watch.look()]);
    const jobs = entries.map((entry) => jobLine(entry, standings.get(entry.job.name) ?? null, failures.get(entry.job.name) ?? 0, now));
    return page('jobs/index', { jobs, nodes: nodes.map((node) => nodeLine(node, now)), days: FAILURE_DAYS });
  }

  @Get(':job')
  async show(@Param('job') name: string, @Query() { show, before }: Record<string, unknown>): Promise<Reply> {
    const { job, ...entry } = this.found(name);
    const asked = { failedOnly: show === 'failed', before: isId(before) ? before : null };
    const now = this.clock.now();
    const [standings, failures, rows, problem] = await Promise.all([this.leases.all(), this.runs.failures([name], failuresSince(now)), this.runs.list(name, { ...asked, limit: RUNS_SHOWN + 1 }), this.watch.look()]);
    const line = jobLine({ job, ...entry }, standings.get(name) ?? null, failures.get(name) ?? 0, now);
    const waits = (line.askedAt ?? line.runningSince) !== null && problem?.kind !== 'silent';
    return page('jobs/show', { line, waits, refresh: waits ? WAIT_SECONDS : null, days: FAILURE_DAYS, kept: RUNS_KEPT_DAYS, ...historyPage(name, rows, asked) });
  }

  @Post(':job/runs')
  async run(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @Param('job') name: string): Promise<Reply> {
    return redirectTo(await this.jobs.ask(actor, post, this.found(name).job.name));
  }

  private found(name: string): TimetableEntry {
    const entry = this.timetable.find(name);
    if (!entry) throw new NotFound();
    return entry;
  }
}
