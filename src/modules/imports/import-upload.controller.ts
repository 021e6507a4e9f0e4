import { Readable } from 'node:stream';
import { Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { CsvRefused } from '../../kernel/csv/csv-refused';
import { Navigation } from '../../kernel/http/navigation';
import { TakesUpload } from '../../kernel/http/upload';
import { Upload, type UploadedFile } from '../../kernel/http/upload.interceptor';
import { download, page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import type { Message } from '../../kernel/i18n/message';
import { importLine } from './imports.presenter';
import { ImportsQueries } from './imports.queries';
import { ImportsService } from './imports.service';
import { sampleFile } from './rules/sample-file';

export const IMPORT_MAX_BYTES = 300 * 1024 * 1024;
const RECENT = 5;

/** Where a file is chosen (IMP-1). */
@Controller('admin/customers/import')
@Allow('customers.import')
export class ImportUploadController {
  constructor(
    private readonly imports: ImportsQueries,
    private readonly service: ImportsService,
    navigation: Navigation,
  ) {
    navigation.add('setup', { key: 'import', label: 'imports.title', href: '/admin/customers/import', icon: 'upload', needs: 'customers.import', order: 30 });
  }

  @Get()
  async form(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return page('imports/new', await this.model(actor));
  }

  @Get('sample.csv')
  sample(@Query('type') type: unknown): Reply {
    const kind = type === 'person' ? 'person' : 'company';
    return download(`sample-${kind}.csv`, Readable.from([sampleFile(kind)]), 'text/csv; charset=utf-8');
  }

  @Post()
  @TakesUpload({ field: 'file', maxBytes: IMPORT_MAX_BYTES })
  async upload(@CurrentActor() actor: StaffActor, @Upload() file: UploadedFile | null): Promise<Reply> {
    if (!file) return refused('imports/new', await this.model(actor, { key: 'imports.errors.noFile' }));
    const taken = await this.service.take(actor, file, {});
    if (taken instanceof CsvRefused) return refused('imports/new', await this.model(actor, { key: taken.key, params: taken.params }));
    return redirectTo(`/admin/imports/${taken}`);
  }

  private async model(actor: StaffActor, problem?: Message) {
    const recent = await this.imports.list(actor, null);
    return { form: { values: {}, errors: problem && { file: problem } }, recent: recent.slice(0, RECENT).map(importLine), megabytes: IMPORT_MAX_BYTES / 1024 / 1024 };
  }
}
