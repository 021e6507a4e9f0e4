import { Readable } from 'node:stream';
import { Controller, Get, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { calendarFile } from '../../kernel/calendar/calendar-file';
import { Clock } from '../../kernel/clock/clock';
import { Config } from '../../kernel/config/config';
import { csvStream } from '../../kernel/csv/csv-writer';
import { Refused } from '../../kernel/http/errors';
import { Navigation } from '../../kernel/http/navigation';
import { download, page, type Reply } from '../../kernel/http/reply';
import { withQuery } from '../../kernel/views/address';
import { AnniversaryQueries } from './anniversaries.queries';
import { AnniversaryRequests, type AnniversaryRequest } from './anniversaries.request';
import type { Anniversary } from './anniversary';
import { COUNTED, LINES_IN_FILE, LINES_SHOWN, REPORT, reportPage } from './anniversaries.presenter';
import { csvHead, csvRows, pdfOf } from './anniversary-files';
import { anniversaryEntry } from './anniversary-calendar';
import { ReportChoiceQueries } from './report-choices.queries';

/** The report of anniversaries, on the screen and as files (EVT-2). */
@Controller('admin/reports')
@Allow('customers.own')
export class AnniversariesController {
  constructor(
    private readonly requests: AnniversaryRequests,
    private readonly queries: AnniversaryQueries,
    private readonly choices: ReportChoiceQueries,
    private readonly clock: Clock,
    private readonly config: Config,
    navigation: Navigation,
  ) {
    navigation.add('reports', { key: 'anniversaries', label: 'events.report.title', href: REPORT, icon: 'cake', needs: 'customers.own', order: 30 });
  }

  @Get('anniversaries')
  async show(@CurrentActor() actor: StaffActor, @Query() query: unknown): Promise<Reply> {
    const request = this.requests.read(actor, query);
    const [lines, count, choices] = await Promise.all([
      this.queries.list(actor, request.filter, LINES_SHOWN + 1, request.after), this.queries.count(actor, request.filter, COUNTED + 1), this.choices.load(),
    ]);
    return page('events/anniversaries', reportPage(request, lines, count, choices));
  }

  @Get('anniversaries.csv')
  csv(@CurrentActor() actor: StaffActor, @Query() query: unknown): Reply {
    const request = this.requests.read(actor, query);
    const rows = csvRows(this.queries.all(actor, request.filter), request.say);
    return download(fileName(request, 'csv'), Readable.from(csvStream(csvHead(request.say), rows)), 'text/csv; charset=utf-8');
  }

  @Get('anniversaries.ics')
  async ics(@CurrentActor() actor: StaffActor, @Query() query: unknown): Promise<Reply> {
    const request = this.requests.read(actor, query);
    const { origin, hostname } = this.config.appUrl;
    const entries = (await this.whole(actor, request)).map((line) => anniversaryEntry(line, origin, request.say));
    return download(fileName(request, 'ics'), Buffer.from(calendarFile(request.say('events.report.title'), hostname, entries)), 'text/calendar; charset=utf-8');
  }

  @Get('anniversaries.pdf')
  async pdf(@CurrentActor() actor: StaffActor, @Query() query: unknown): Promise<Reply> {
    const request = this.requests.read(actor, query);
    return download(fileName(request, 'pdf'), await pdfOf(request, await this.whole(actor, request), this.clock.now()), 'application/pdf');
  }

  /** All lines of the period. @throws Refused when they are more than such a file bears */
  private async whole(actor: StaffActor, { filter, query }: AnniversaryRequest): Promise<Anniversary[]> {
    const lines = await this.queries.list(actor, filter, LINES_IN_FILE + 1);
    if (lines.length > LINES_IN_FILE) throw new Refused({ key: 'events.errors.tooLong', params: { max: LINES_IN_FILE } }, [{ label: 'events.report.title', href: withQuery(REPORT, query) }]);
    return lines;
  }
}

function fileName({ say, period }: AnniversaryRequest, ending: string): string {
  return `${say('events.report.fileName')} ${period.from} ${period.to}.${ending}`;
}
