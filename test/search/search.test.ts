import type { DataSource } from 'typeorm';
import { indexMany, indexPending, reindex, type TextsLoader } from '../../src/kernel/search/search.bulk';
import { indexLater, updateIndex } from '../../src/kernel/search/search.index';
import { searchTables } from '../../src/kernel/search/search.tables';
import { searchPlan } from '../../src/kernel/search/search.plan';
import { countCandidates, findCandidates, type Restriction } from '../../src/kernel/search/search.query';
import { isCjk, normalise, phoneDigits, wordsOf } from '../../src/kernel/search/normalise';
import type { SearchTexts } from '../../src/kernel/search/terms';
import { demoCustomer } from '../../src/modules/demo/demo.customer';
import { DemoRandom } from '../../src/modules/demo/demo.random';
import { resetDatabase, testDataSource } from '../support/database';

const tables = searchTables('customer_search');
let db: DataSource;

beforeAll(async () => {
  db = await testDataSource();
});
beforeEach(() => resetDatabase());

const texts = (some: Partial<SearchTexts>): SearchTexts => ({ names: [], emails: [], phones: [], numbers: [], ...some });

async function store(all: Record<string, SearchTexts>): Promise<void> {
  for (const [id, some] of Object.entries(all)) await db.transaction((tx) => updateIndex(tx, tables, id, some));
}

async function find(typed: string, limit = 1000, restriction?: Restriction): Promise<string[]> {
  const plan = searchPlan(typed);
  return plan === null ? [] : findCandidates(db, tables, plan, { limit, restriction });
}

const found = async (typed: string): Promise<string[]> => (await find(typed)).sort((a, b) => Number(a) - Number(b));

function demoTexts(index: number): SearchTexts {
  const customer = demoCustomer(index);
  return {
    names: [customer.companyName, customer.firstName, customer.lastName, ...customer.contacts.flatMap((contact) => [contact.firstName, contact.lastName])],
    emails: [customer.email, ...customer.contacts.map((contact) => contact.email)],
    phones: [customer.phone, ...customer.contacts.map((contact) => contact.phone ?? '')],
    numbers: [`C-${String(index).padStart(6, '0')}`],
  };
}

/** What CUS-3 says of plain words, without any index. */
function holds(some: SearchTexts, typed: string): boolean {
  const fields = [...some.names, ...some.emails, ...some.numbers].map(normalise).concat(some.phones.map(phoneDigits));
  return normalise(typed)
    .split(' ')
    .every((word) => ([...word].length >= 3 || isCjk(word) ? fields.some((field) => field.includes(word)) : fields.some((field) => wordsOf(field).some((part) => part.startsWith(word)))));
}

async function rows(): Promise<unknown> {
  const all: unknown[] = [];
  for (const [table, order] of [['texts', 'subject_id'], ['words', 'w, subject_id'], ['codes', 'kind, s, prev, subject_id']] as const) all.push(await db.query(`SELECT * FROM ${tables[table]} ORDER BY ${order}`));
  return all;
}

describe('what is found (CUS-3)', () => {
  beforeEach(() =>
    store({
      1: texts({ names: ['Müller & Söhne GmbH', 'Jürgen', "O'Brien"], emails: ['j.obrien@mueller-soehne.example'], phones: ['+49 (0)30 / 1234-567'], numbers: ['C-000123'] }),
      2: texts({ names: ['株式会社東京商事', '田中', '花子'], emails: ['hanako@tokyo.example'], phones: ['+81 3-3456-7890'], numbers: ['C-000124'] }),
      3: texts({ names: ['Łódź Tekstylia 3M', 'Søren', 'Ærø'], emails: ['alex1987@gmail.example'], phones: ['030 1234567'], numbers: ['1234'] }),
      4: texts({ names: ['주식회사 한국물류', 'Παπαδόπουλος', 'राहुल', 'สมชาย', 'محمد', 'Фёдор'], numbers: ['X1'] }),
      5: texts({ names: ['Smith James', 'Schmidtmann'], emails: ['james@smith.example', '1234@gmail.example'], numbers: ['C-5'] }),
    }),
  );

  test.each([
    ['muller', ['1']], ['SÖHNE', ['1']], ['ohn', ['1']], ['obrien', ['1']], ["O’Brien", ['1']], ['mu', ['1']], ['ul', []], ['ül', []],
    ['東京', ['2']], ['京', ['2']], ['東京商事', ['2']], ['商京', []], ['국', ['4']], ['한국물', ['4']], ['ｔｏｋｙｏ', ['2']],
    ['lodz', ['3']], ['soren', ['3']], ['aero', ['3']], ['3m', ['3']], ['x19', ['3']], ['alex1987', ['3']], ['987', ['3']], ['lex', ['3']],
    ['παπαδοπουλοσ', ['4']], ['ΠΑΠΑΔ', ['4']], ['राहुल', ['4']], ['มชา', ['4']], ['محم', ['4']], ['федор', ['4']],
    ['james smith', ['5']], ['smi jam', ['5']], ['smith muller', []], ['midtm', ['5']], ['j smith', ['5']],
    ['@gmail', ['3', '5']], ['@gmail.example', ['3', '5']], ['@mail', []], ['gmail', ['3', '5']], ['7@gm', ['3']], ['obrien@mueller', ['1']], ['j.obrien@mueller-soehne.example', ['1']],
    ['+49 30 1234567', ['1', '3']], ['0049301234567', ['1', '3']], ['(030) 123 45 67', ['1', '3']], ['030/1234567', ['1', '3']], ['234567', ['1', '3']], ['567', ['1', '2', '3']], ['muller 030 1234567', ['1']], ['३४५६', ['1', '2', '3']],
    ['C-000123', ['1']], ['c-5', ['5']], ['000124', ['2']], ['', []], ['j', []], ['%', []], ["'", []], ['\\', []], ['_', []], ['a%', []],
  ])('%s', async (typed, ids) => {
    expect(await found(typed)).toEqual(ids);
  });

  test('exact numbers and addresses come first, then starts of words, then the rest', async () => {
    expect(await find('1234')).toEqual(['3', '5', '1']);
    expect((await find('1234@gmail.example'))[0]).toBe('5');
    await store({ 6: texts({ names: ['Arrowsmith'] }), 7: texts({ names: ['Smithers'] }) });
    expect(await find('smith')).toEqual(['5', '7', '6']);
    expect(await find('smith', 2)).toEqual(['5', '7']);
  });

  test('a restriction of the caller narrows both ways of looking', async () => {
    const one = (small: boolean): Restriction => ({ join: (id) => `JOIN ${tables.texts} own ON own.subject_id = ${id} AND own.subject_id IN (?)`, params: [[3, 4]], small });
    for (const small of [true, false]) {
      expect(await find('1234567', 10, one(small))).toEqual(['3']);
      expect(await countCandidates(db, tables, searchPlan('1234567')!, { cap: 10, restriction: one(small) })).toBe(1);
    }
  });

  test('hostile input is text', async () => {
    for (const typed of ["' OR 1=1 --", '"; DROP', '|%', '\u0000\u0000ab', '@'.repeat(300), 'a@'.repeat(100), '9'.repeat(500), '+'.repeat(300), '\ud800x', '京'.repeat(300)]) expect(await find(typed)).toEqual([]);
  });
});

describe('the index', () => {
  const load =
    (all: Map<string, SearchTexts>): TextsLoader =>
    (_tx, ids) =>
      Promise.resolve(new Map(ids.flatMap((id) => (all.has(id) ? [[id, all.get(id) as SearchTexts] as const] : []))));

  test('finds what a reader of all customers would find, in every rank and count', async () => {
    const all = new Map(Array.from({ length: 400 }, (_, at) => [String(at + 1), demoTexts(at)]));
    await indexMany(db, tables, [...all.keys()], load(all));
    const random = new DemoRandom(7);
    const pieces = (): string => {
      const some = all.get(String(1 + random.below(400))) as SearchTexts;
      const words = [...some.names, ...some.emails, ...some.numbers].flatMap((text) => wordsOf(normalise(text))).concat(some.phones.map(phoneDigits)).filter((word) => word !== '');
      const word = [...random.pick(words)];
      const from = random.chance(50) ? 0 : random.below(word.length);
      return word.slice(from, from + 1 + random.below(6)).join('');
    };
    let laidOver = 0;
    for (let round = 0; round < 400; round++) {
      const typed = Array.from({ length: 1 + random.below(3) }, pieces).join(' ');
      const plan = searchPlan(typed);
      // Digits beside digits are read as one telephone number, zeros in front of it as a trunk; those have their own examples.
      if (plan === null || plan.clauses.length !== 1 || /(^| )0/.test(typed)) continue;
      const expected = [...all].filter(([, some]) => holds(some, typed)).map(([id]) => id);
      expect({ typed, ids: await found(typed) }).toEqual({ typed, ids: expected });
      expect(await countCandidates(db, tables, plan, { cap: 1000 })).toBe(expected.length);
      const few = await find(typed, 1000, { join: () => '', small: true });
      expect({ typed, ids: [...few].sort((a, b) => Number(a) - Number(b)) }).toEqual({ typed, ids: expected });
      // Common terms are laid over each other; in the same order, and narrowed the same.
      if (plan.clauses[0].checks.filter(({ anchor }) => anchor).length < 2) continue;
      laidOver += 1;
      expect({ typed, ids: await findCandidates(db, tables, plan, { limit: 1000, common: 0 }) }).toEqual({ typed, ids: few });
      expect(await countCandidates(db, tables, plan, { cap: 1000, common: 0 })).toBe(expected.length);
      const odd: Restriction = { join: (id) => `JOIN ${tables.texts} own ON own.subject_id = ${id} AND own.subject_id % 2 = ?`, params: [1] };
      expect(await findCandidates(db, tables, plan, { limit: 1000, common: 0, restriction: odd })).toEqual(few.filter((id) => Number(id) % 2 === 1));
    }
    expect(laidOver).toBeGreaterThan(50);
  });

  test('changed as a difference it is the same as built anew', async () => {
    const random = new DemoRandom(3);
    const now = new Map<string, SearchTexts>();
    for (let step = 0; step < 300; step++) {
      const id = String(1 + random.below(40));
      const next = random.chance(15) ? null : demoTexts(random.below(100_000));
      if (next === null) now.delete(id);
      else now.set(id, random.chance(20) && now.has(id) ? { ...(now.get(id) as SearchTexts), phones: [`+49 30 ${step}00`], names: [...next.names, 'x'.repeat(70), '東'.repeat(40)] } : next);
      await db.transaction((tx) => updateIndex(tx, tables, id, now.get(id) ?? null));
    }
    const changed = await rows();
    const list = (after: string, limit: number): Promise<string[]> => Promise.resolve([...now.keys()].sort((a, b) => Number(a) - Number(b)).filter((id) => Number(id) > Number(after)).slice(0, Math.min(limit, 7)));
    expect(await reindex(db, tables, list, load(now))).toBe(0);
    expect(await reindex(db, tables, list, load(now), true)).toBe(now.size);
    expect(await rows()).toEqual(changed);
    // What was missed is made good: one subject changed unnoticed, one went, one came.
    const [first, second] = [...now.keys()] as [string, string];
    now.set(first, demoTexts(5));
    now.delete(second);
    now.set('77', demoTexts(6));
    expect(await reindex(db, tables, list, load(now))).toBe(3);
    expect(await reindex(db, tables, list, load(now))).toBe(0);
  });

  test('a rolled back change leaves nothing behind', async () => {
    const before = await rows();
    await expect(
      db.transaction(async (tx) => {
        await updateIndex(tx, tables, '1', demoTexts(1));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await rows()).toEqual(before);
  });

  test('the catching-up job takes what waits, and does not undo a later edit', async () => {
    const all = new Map([['1', texts({ names: ['Stale'] })], ['2', texts({ names: ['Waiting'] })]]);
    await db.transaction((tx) => indexLater(tx, tables, ['1', '2', '3']));
    let edited = false;
    const during: TextsLoader = async (tx, ids) => {
      const read = await load(new Map(all))(tx, ids);
      if (!edited) {
        edited = true;
        // A colleague saves while the job holds what it has read.
        all.set('1', texts({ names: ['Edited'] }));
        await db.transaction((other) => updateIndex(other, tables, '1', all.get('1') as SearchTexts));
      }
      return read;
    };
    expect(await indexPending(db, tables, during, new Set())).toBe(3);
    expect(await found('edited')).toEqual(['1']);
    expect(await found('stale')).toEqual([]);
    expect(await found('waiting')).toEqual(['2']);
    expect(await indexPending(db, tables, during, new Set())).toBe(0);
  });

  test('many at once write the same words without standing in each other’s way', async () => {
    const save = async (id: number): Promise<void> => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await db.transaction((tx) => updateIndex(tx, tables, String(id), texts({ names: ['Nordwind Logistik', 'Anna Schmidt'], phones: [`+49 30 1234${id}`] })));
        } catch (error) {
          if (attempt === 4 || (error as { errno?: number }).errno !== 1213) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 30 }, (_, at) => save(at + 1)));
    expect((await found('ordwin schm')).length).toBe(30);
  });
});
