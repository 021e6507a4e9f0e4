import { Readable } from 'node:stream';
import { Controller, Get, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { csvStream } from '../../kernel/csv/csv-writer';
import { Navigation } from '../../kernel/http/navigation';
import { download, page, type Reply } from '../../kernel/http/reply';
import { AnniversaryQueries } from './anniversaries.queries';
import { AnniversaryRequests } from './anniversaries.request';
import { COUNTED, LINES_SHOWN, REPORT, reportPage } from './anniversaries.presenter';
import { csvHead, csvRows } from './anniversary-files';
import { ReportChoiceQueries } from './report-choices.queries';

/** The report of anniversaries, on the screen and as files (EVT-2). */
@Controller('admin/reports')
@Allow('customers.own')
export class AnniversariesController {
  constructor(
    private readonly requests: AnniversaryRequests,
    private readonly queries: AnniversaryQueries,
    private readonly choices: ReportChoiceQueries,
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
    const { filter, say, period } = this.requests.read(actor, query);
    const rows = csvRows(this.queries.all(actor, filter), say);
    return download(`${say('events.report.fileName')} ${period.from} ${period.to}.csv`, Readable.from(csvStream(csvHead(say), rows)), 'text/csv; charset=utf-8');
  }
}
