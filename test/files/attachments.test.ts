import fs, { readdirSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { Response } from 'supertest';
import { Storage } from '../../src/kernel/files/storage';
import { cleanFileName, FILE_NAME_MAX } from '../../src/kernel/files/file-name';
import { StorageFull } from '../../src/kernel/http/errors';
import { CUSTOMER_MAX_BYTES, CUSTOMER_MAX_FILES, FILES_AT_ONCE } from '../../src/modules/files/customer-file';
import { startApplication } from '../support/application';
import { aCustomer } from '../support/builders';
import type { Visitor } from '../support/visitor';

let house: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let acme: string;

beforeAll(async () => {
  house = await startApplication();
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.reset();
  for (const folder of ['attachments', 'incoming']) fs.rmSync(`${house.config.storageDir}/${folder}`, { recursive: true, force: true });
  admin = await house.admin();
  acme = await aCustomer(house);
});
afterEach(() => jest.restoreAllMocks());

const tab = () => `/admin/customers/${acme}/files`;
const upload = (name: string, content: Buffer | string = 'x', shared = 'staff') => admin.upload(tab(), 'files', { name, content: Buffer.from(content) }, { shared });
const rows = (): Promise<Record<string, string>[]> => house.dataSource.query('SELECT * FROM customer_files ORDER BY id');
const kept = () => readdirSync(house.config.storageDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name);

/** Neither rows nor files are left. */
async function nothingIsLeft(): Promise<void> {
  const [{ n }] = await house.dataSource.query('SELECT (SELECT COUNT(*) FROM files) + (SELECT COUNT(*) FROM customer_files) AS n');
  expect([Number(n), kept()]).toEqual([0, []]);
}

async function saved(): Promise<Response> {
  const all = await rows();
  return admin.get(`${tab()}/${all[all.length - 1].id}`);
}

test.each([
  ['page.html', '<script>alert(1)</script>'],
  ['picture.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
  ['paper.pdf', '%PDF-1.7 /JavaScript'],
  ['page.mhtml', 'MIME-Version: 1.0'],
  ['data.xml', '<?xml version="1.0"?><x/>'],
  ['.htaccess', 'AddType text/html .x'],
])('%s comes back as it was, as a file to save and never to show (A17)', async (name, content) => {
  expect((await upload(name, content)).status).toBe(303);
  const { status, headers, body } = await saved();
  expect([status, body.toString()]).toEqual([200, content]);
  expect(headers['content-disposition']).toMatch(/^attachment; filename="[^"]+"; filename\*=UTF-8''/);
  expect(headers).toMatchObject({
    'content-type': 'application/octet-stream', 'content-length': String(content.length), 'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'", 'cache-control': 'private, no-store',
  });
  const [{ id }] = await house.dataSource.query('SELECT id FROM files');
  expect((await admin.get(`/admin/files/${id}`)).status).toBe(404);
});

test.each([
  ['../../../etc/passwd', 'passwd'],
  ['..\\..\\boot.ini', 'boot.ini'],
  ['%2e%2e%2fx.txt', '%2e%2e%2fx.txt'],
  ['..', 'file'],
  ['semi;colon\'s 100%.txt', 'semi;colon\'s 100%.txt'],
  ['Übersicht – Plan ж.pdf', 'Übersicht – Plan ж.pdf'],
  ['invoice\u202egpj.exe', 'invoicegpj.exe'],
  ['a\u200b.\u2066pdf', 'a.pdf'],
  ['تقرير.pdf', 'تقرير.pdf'],
])('the name %j becomes %j, for people and browsers, and never a path', async (typed, name) => {
  await upload(typed);
  expect((await rows())[0].name).toBe(name);
  expect(kept()).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.bin$/)]);
  const header = (await saved()).headers['content-disposition'];
  expect(decodeURIComponent(/filename\*=UTF-8''(\S+)$/.exec(header)![1])).toBe(name);
  expect(header).toMatch(/^attachment; filename="[\x20-\x21\x23-\x7e]+"; /);
});

test('names lose line breaks and NULs, and when too long their middle, not their ending', () => {
  expect(cleanFileName('a\r\nSet-Cookie: x\0.pdf')).toBe('aSet-Cookie: x.pdf');
  const long = cleanFileName(`${'ü'.repeat(4000)}.pdf`);
  expect([[...long].length, long.slice(-5)]).toEqual([FILE_NAME_MAX, 'ü.pdf']);
  expect(cleanFileName('\ud800')).not.toBe('');
});

test('renaming cleans in the same way, and quotes end no header', async () => {
  await upload('a.txt');
  await admin.post(`${tab()}/${(await rows())[0].id}`, { name: '../../x"\u202ey.txt', shared: 'staff', version: '1' });
  expect((await rows())[0].name).toBe('x"y.txt');
  expect((await saved()).headers['content-disposition']).toBe('attachment; filename="x_y.txt"; filename*=UTF-8\'\'x%22y.txt');
});

test('no file, an empty one, or one empty among several: refused at the field, nothing is kept', async () => {
  const none = await admin.post(tab(), { shared: 'staff' });
  expect([none.status, none.text.includes('Choose a file.')]).toEqual([422, true]);
  const empty = await upload('empty.txt', '');
  expect([empty.status, empty.text.includes('empty.txt is empty.')]).toEqual([422, true]);
  const { _csrf, _key } = await admin.hidden();
  const mixed = await admin.raw().post(tab()).field('_csrf', _csrf).field('_key', _key).field('shared', 'staff').attach('files', Buffer.from('x'), 'full.txt').attach('files', Buffer.alloc(0), 'empty.txt');
  expect(mixed.status).toBe(422);
  await nothingIsLeft();
});

test('several at once come in whole; more than the form takes are refused whole', async () => {
  const send = async (count: number) => {
    const { _csrf, _key } = await admin.hidden();
    const sending = admin.raw().post(tab()).field('_csrf', _csrf).field('_key', _key).field('shared', 'staff');
    for (let n = 0; n < count; n += 1) sending.attach('files', Buffer.from(`file ${n}`), `${n}.txt`);
    return sending;
  };
  expect((await send(FILES_AT_ONCE + 1)).status).toBe(400);
  await nothingIsLeft();
  expect((await send(FILES_AT_ONCE)).status).toBe(303);
  expect([(await rows()).map(({ name }) => name), kept().length]).toEqual([Array.from({ length: FILES_AT_ONCE }, (_, n) => `${n}.txt`), FILES_AT_ONCE]);
});

test('a file beyond the limit is 413, without the form\'s token 403, in a field that takes none 400; nothing is kept', async () => {
  const big = await upload('big.bin', Buffer.alloc(25 * 1024 * 1024 + 1));
  expect([big.status, big.text.includes('25 MB')]).toEqual([413, true]);
  expect((await admin.raw().post(tab()).field('shared', 'staff').attach('files', Buffer.from('x'), 'x.txt')).status).toBe(403);
  expect((await admin.upload(tab(), 'other', { name: 'x.txt', content: Buffer.from('x') }, { shared: 'staff' })).status).toBe(400);
  await nothingIsLeft();
});

test('what one customer keeps is bounded in bytes and files, the trash included', async () => {
  await upload('a.txt');
  const [{ id }] = await rows();
  await admin.post(`${tab()}/${id}/deletion`);
  await house.dataSource.query('UPDATE customer_files SET bytes = ?', [CUSTOMER_MAX_BYTES - 1]);
  expect((await upload('fits.txt')).status).toBe(303);
  const full = await upload('too much.txt');
  expect([full.status, full.text.includes('no room left')]).toEqual([422, true]);
  expect([(await rows()).length, kept().length]).toEqual([2, 2]);
  await house.dataSource.query('UPDATE customer_files SET bytes = 1');
  const [{ file_id: fileId }] = await rows();
  const one = [acme, fileId, 'x', 1, 'staff', 1, 'Ada', 'staff', new Date(), new Date()];
  const many = Array.from({ length: CUSTOMER_MAX_FILES - 2 }, () => one);
  await house.dataSource.query('INSERT INTO customer_files (customer_id, file_id, name, bytes, uploaded_by_kind, uploaded_by_id, uploaded_by_name, shared, created_at, updated_at) VALUES ?', [many]);
  expect((await upload('one more.txt')).status).toBe(422);
});

test('one form sent twice at once adds its file once, and keeps its content once (F14)', async () => {
  const { _csrf, _key } = await admin.hidden();
  const send = () => admin.raw().post(tab()).field('_csrf', _csrf).field('_key', _key).field('shared', 'staff').attach('files', Buffer.from('x'), 'x.txt');
  const answers = await Promise.all([send(), send(), send()]);
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
  expect([(await rows()).length, kept().length]).toEqual([1, 1]);
});

test('the row of an attachment holds its digest, by which a copy is checked', async () => {
  await upload('abc.txt', 'abc');
  const [{ sha256 }] = await house.dataSource.query('SELECT sha256 FROM files');
  expect(sha256).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

const full = (): Error => Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' });

test('a disk that fills up while a file comes in, or while it is put away, says so and keeps nothing (F26)', async () => {
  const incoming = jest.spyOn(fs, 'createWriteStream').mockImplementationOnce(() => new Writable({ write: (_chunk, _encoding, done) => done(full()) }) as fs.WriteStream);
  const first = await upload('a.txt');
  expect(incoming).toHaveBeenCalled();
  expect([first.status, first.text.includes('no room for files')]).toEqual([507, true]);
  jest.spyOn(house.app.get(Storage), 'take').mockRejectedValueOnce(new StorageFull());
  expect((await upload('a.txt')).status).toBe(507);
  await nothingIsLeft();
  expect((await upload('a.txt')).status).toBe(303);
});

test('content whose row could not be written goes again', async () => {
  await house.dataSource.query("CREATE TRIGGER refuse BEFORE INSERT ON customer_files FOR EACH ROW SIGNAL SQLSTATE '45000'");
  const failed = await upload('a.txt');
  await house.dataSource.query('DROP TRIGGER refuse');
  expect(failed.status).toBe(500);
  await nothingIsLeft();
});

test('of an upload that is cut off half way nothing stays', async () => {
  const { _csrf, _key } = await admin.hidden();
  const cookie = (await admin.raw().get(tab())).request.req.getHeader('cookie');
  const part = (name: string, value: string) => `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head = `${part('_csrf', _csrf)}${part('_key', _key)}${part('shared', 'staff')}--B\r\nContent-Disposition: form-data; name="files"; filename="half.bin"\r\n\r\n${'x'.repeat(200_000)}`;
  const socket = connect((house.server.address() as AddressInfo).port);
  socket.write(`POST ${tab()} HTTP/1.1\r\nHost: localhost\r\nCookie: ${String(cookie)}\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 9000000\r\n\r\n${head}`);
  await until(() => kept().length === 1);
  socket.destroy();
  await until(() => kept().length === 0);
  await nothingIsLeft();
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(holds()).toBe(true);
}
