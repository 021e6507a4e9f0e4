import { ImportLanes, OutOfTurn, type Turn } from '../../src/modules/imports/import-lanes';
import type { FileRow } from '../../src/modules/imports/import-reader';

const rowsFrom = (line: number, first = line, customer: object = {}): FileRow[] => [{ line, first, cells: [], refusals: [], repeats: false, read: { customer, contact: null } as unknown as FileRow['read'] }];
const create = { mode: 'create', key: 'number' } as const;
/** A batch that ends when it is told to. */
function batch() {
  let end!: () => void;
  let fail!: (error: Error) => void;
  const work = new Promise<void>((resolve, reject) => { end = resolve; fail = reject; });
  const seen = { begun: false, ended: false, error: null as unknown };
  let done!: () => void;
  const over = new Promise<void>((resolve) => { done = resolve; });
  const store = async (turn: Turn) => {
    seen.begun = true;
    try {
      await work;
      await turn.come();
      seen.ended = true;
    } catch (error) {
      seen.error = error;
      throw error;
    } finally {
      done();
    }
  };
  return { end, fail, seen, store, over };
}
const soon = () => new Promise((resolve) => setImmediate(resolve));
const isFree = async (lanes: ImportLanes, rows: FileRow[]) => Promise.race([lanes.free(rows).then(() => true), soon().then(soon).then(() => false)]);

describe('lanes of an import', () => {
  it('store two batches at a time, and end them in the order of the file', async () => {
    const lanes = new ImportLanes(create);
    const [one, two] = [batch(), batch()];
    await lanes.free(rowsFrom(2));
    lanes.begin(rowsFrom(2), one.store);
    expect(await isFree(lanes, rowsFrom(3))).toBe(true);
    lanes.begin(rowsFrom(3), two.store);
    two.end();
    await soon();
    expect([one.seen.begun, two.seen.begun, two.seen.ended]).toEqual([true, true, false]);
    expect(await isFree(lanes, rowsFrom(4))).toBe(false);
    one.end();
    await two.over;
    expect([one.seen.ended, two.seen.ended]).toEqual([true, true]);
  });

  it('store nothing after a batch that failed', async () => {
    const lanes = new ImportLanes(create);
    const [one, two] = [batch(), batch()];
    lanes.begin(rowsFrom(2), one.store);
    lanes.begin(rowsFrom(3), two.store);
    two.end();
    one.fail(new Error('full'));
    await expect(lanes.end()).rejects.toThrow('full');
    await lanes.quiet();
    expect(two.seen.ended).toBe(false);
  });

  it.each([
    ['a contact of a customer on its way', create, {}, rowsFrom(3, 2)],
    ['a VAT number on its way', { mode: 'create', key: 'vat_number' }, { vat_number: 'DE 1' }, rowsFrom(3, 3, { vat_number: 'de1' })],
    ['an address on its way', { mode: 'create', key: 'email' }, { email: 'a@x.example' }, rowsFrom(3, 3, { email: 'A@x.example' })],
    ['customers that change', { mode: 'both', key: 'number' }, {}, rowsFrom(3)],
  ] as const)('wait for %s', async (_, options, customer, rows) => {
    const lanes = new ImportLanes(options);
    const one = batch();
    lanes.begin(rowsFrom(2, 2, customer), one.store);
    expect(await isFree(lanes, rows)).toBe(false);
    one.end();
    await lanes.free(rows);
    expect(one.seen.ended).toBe(true);
  });

  it('give the locks back when the turn does not come', async () => {
    const lanes = new ImportLanes(create, 5);
    const [one, two] = [batch(), batch()];
    lanes.begin(rowsFrom(2), one.store);
    lanes.begin(rowsFrom(3), two.store);
    two.end();
    await two.over;
    expect(two.seen.error).toBeInstanceOf(OutOfTurn);
    one.end();
    await lanes.quiet();
  });
});
