import { startApplication } from '../support/application';
import { ImportRunner } from '../../src/modules/imports/import-runner';
import type { Visitor } from '../support/visitor';

let house: Awaited<ReturnType<typeof startApplication>>;
let ada: Visitor;

beforeAll(async () => {
  house = await startApplication();
});
beforeEach(async () => {
  await house.reset();
  ada = await house.admin();
});
afterAll(() => house.close());

const rows = <T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T[]> => house.dataSource.query(sql, params);
const idle = () => house.app.get(ImportRunner).idle();

/** Uploads a file, waits for its dry run. @returns the address of the import. */
async function uploaded(text: string | Buffer, name = 'list.csv', visitor = ada): Promise<string> {
  const answer = await visitor.upload('/admin/customers/import', 'file', { name, content: Buffer.from(text) });
  expect([answer.status, answer.text.match(/class="err"[\s\S]*?<span>(.*?)</)?.[1]]).toEqual([303, undefined]);
  await idle();
  return answer.headers.location as string;
}

test('a list comes in through the browser', async () => {
  const at = await uploaded('Company,First Name,Last Name,Email,City\nACME,Ada,Byron,ada@acme.example,London\nBad,,,nomail,\n');
  const shown = await ada.get(at);
  expect(shown.status).toBe(200);
  expect(shown.text).toContain('Import one row');
  const answer = await ada.post(`${at}/run`);
  expect(answer.status).toBe(303);
  await idle();
  const report = await ada.get(at);
  expect(report.status).toBe(200);
  expect(report.text).toContain('1 of 2 rows came in');
  expect(await rows('SELECT display_name, city, primary_link_id IS NOT NULL AS main FROM customers')).toEqual([{ display_name: 'ACME', city: 'London', main: 1 }]);
});
