import { Readable } from 'node:stream';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { readForm, type FieldErrors } from '../../kernel/forms/read-form';
import { Forbidden, NotFound } from '../../kernel/http/errors';
import { IdParam, isId } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { download, page, redirectTo, type Reply } from '../../kernel/http/reply';
import type { Import, ImportOptions } from './import';
import { ImportForm, readColumns } from './import.form';
import { mappingProblem } from './import-mapping';
import { importLine } from './imports.presenter';
import { ImportPages, readRowsAsked } from './imports.pages';
import { ImportsQueries } from './imports.queries';
import { ImportsService } from './imports.service';
import { RejectedRows } from './rejected-rows';

/** One import on its way: columns and dry run, the run, the report. */
@Controller('admin/imports')
@Allow('customers.import')
export class ImportsController {
  constructor(
    private readonly imports: ImportsQueries,
    private readonly service: ImportsService,
    private readonly pages: ImportPages,
    private readonly rejectedRows: RejectedRows,
  ) {}

  @Get()
  async list(@CurrentActor() actor: StaffActor, @Query('before') before: unknown): Promise<Reply> {
    const records = await this.imports.list(actor, isId(before) ? before : null);
    const shown = records.slice(0, 25);
    return page('imports/index', { imports: shown.map(importLine), next: records.length > 25 ? `/admin/imports?before=${shown[24].id}` : '' });
  }

  @Get(':id')
  async show(@CurrentActor() actor: StaffActor, @IdParam() id: string, @Query() query: unknown): Promise<Reply> {
    return this.pages.show(actor, await this.find(actor, id), readRowsAsked(query));
  }

  @Post(':id/check')
  async check(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const record = await this.find(actor, id);
    const form = readForm(ImportForm, body);
    const { mapping, countries } = readColumns(record, body);
    const typed = { ...record, mapping, options: { ...record.options, countries, ...(form.ok && form.value) } };
    if (!form.ok) return this.pages.mapping(actor, typed, readRowsAsked({}), form.errors);
    const errors = problems(typed.mapping, form.value);
    if (errors) return this.pages.mapping(actor, typed, readRowsAsked({}), errors);
    return redirectTo(await this.service.check(post, record, mapping, allowed(actor, typed.options)));
  }

  @Post(':id/run')
  async run(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const record = await this.find(actor, id);
    // Columns changed since the check are checked first: nothing comes in that was not shown.
    const changed = saysOtherwise(record, body);
    return changed ? this.check(actor, post, id, body) : redirectTo(await this.service.start(post, record, isTicked(body, 'again')));
  }

  @Get(':id/rejected.csv')
  async rejected(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    const record = await this.find(actor, id);
    return download(`rejected-${record.fileName.replace(/\.[a-z]{1,5}$/i, '')}.csv`, Readable.from(this.rejectedRows.file(actor, record)), 'text/csv; charset=utf-8');
  }

  private async find(actor: StaffActor, id: string): Promise<Import> {
    const record = await this.imports.find(actor, id);
    if (!record) throw new NotFound();
    return record;
  }
}

function problems(mapping: Import['mapping'], options: Pick<ImportOptions, 'mode' | 'key'>): FieldErrors | null {
  const problem = mappingProblem(mapping, options);
  return problem && { _: problem };
}

/** Options that need a right of their own. @throws Forbidden */
function allowed(actor: StaffActor, options: ImportOptions): ImportOptions {
  if (options.mode !== 'update' && !actor.may('customers.create')) throw new Forbidden({ key: 'errors.not_allowed' });
  return { ...options, createGroups: options.createGroups && actor.may('groups.create') };
}

/** Whether a form with columns says something else than what was checked. */
function saysOtherwise(record: Import, body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'mode')) return false;
  const form = readForm(ImportForm, body);
  const { mapping, countries } = readColumns(record, body);
  if (!form.ok) return true;
  const { type, mode, key, sameCompany, createGroups, groupId, productIds, permissions } = record.options;
  const sorted = (list: Readonly<Record<string, string>>) => Object.entries(list).sort();
  const before = [record.mapping, type, mode, key, sameCompany, createGroups, groupId, [...productIds].sort(), permissions, sorted(record.options.countries)];
  const { value } = form;
  return JSON.stringify(before) !== JSON.stringify([mapping, value.type, value.mode, value.key, value.sameCompany, value.createGroups, value.groupId, [...value.productIds].sort(), value.permissions, sorted(countries)]);
}

function isTicked(body: unknown, name: string): boolean {
  return typeof body === 'object' && body !== null && Reflect.get(body, name) === '1';
}
