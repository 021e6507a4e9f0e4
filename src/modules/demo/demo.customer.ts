import { COUNTRIES, type DemoCountry } from './demo.countries';
import { PEOPLE, type NamePool } from './demo.people';
import { DemoRandom } from './demo.random';
import { TRADES } from './demo.trades';

export interface DemoContact {
  firstName: string;
  lastName: string;
  /** Unique over all demo contacts. */
  email: string;
  phone: string | null;
  position: string | null;
}

export interface DemoWarehouse {
  name: string;
  state: string | null;
  city: string;
  postcode: string;
  street: string;
}

export interface DemoCustomer {
  type: 'company' | 'person';
  /** Empty for a person. */
  companyName: string;
  title: string | null;
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  fax: string | null;
  website: string | null;
  vatNumber: string | null;
  /** ISO 4217. */
  currency: string;
  /** BCP 47. */
  language: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  state: string | null;
  city: string;
  postcode: string;
  street: string;
  active: boolean;
  /** Keys of `DEMO_GROUPS`, at least one. */
  groups: string[];
  /** Positions in `DEMO_PRODUCTS`. */
  products: number[];
  note: string | null;
  /** Where goods go when not to the customer's own address; the first is the default one. */
  warehouses: DemoWarehouse[];
  /** The first is the primary one. */
  contacts: DemoContact[];
}

export const DEMO_GROUPS = ['Wholesale', 'Retail', 'Partner', 'VIP', 'Public sector', 'Newsletter', 'Prospect', 'Export'] as const;

/** The demo catalogue; prices are in the base currency. */
export const DEMO_PRODUCTS = [
  { name: 'Consulting hour', kind: 'service', unit: 'h', price: '120.00' },
  { name: 'Maintenance contract', kind: 'service', unit: 'year', price: '960.00' },
  { name: 'Office chair “Lund”', kind: 'product', unit: 'pc', price: '249.90' },
  { name: 'Standing desk “Fjord”', kind: 'product', unit: 'pc', price: '589.00' },
  { name: 'Delivery, pallet', kind: 'service', unit: 'pallet', price: '75.50' },
  { name: 'Training day', kind: 'service', unit: 'day', price: '840.00' },
  { name: 'Software licence, basic', kind: 'product', unit: 'month', price: '19.00' },
  { name: 'Software licence, team', kind: 'product', unit: 'month', price: '79.00' },
  { name: 'Spare parts set', kind: 'product', unit: 'set', price: '34.20' },
  { name: 'Express surcharge', kind: 'service', unit: 'pc', price: '25.00' },
] as const;

const NOTES = [
  'Prefers to be called in the morning.',
  'Pays within the first week.',
  'Asked for a quote for the new office.',
  'Delivery only through the back entrance.',
  'Met at the trade fair; wants the catalogue.',
  'Bitte Rechnungen nur per E-Mail.',
  'Livraison le mardi uniquement.',
  'Llamar antes de entregar.',
  '請求書は月末締めでお願いします。',
];
const POSITIONS = ['Managing director', 'Purchasing', 'Accounting', 'Office manager', 'Sales', 'Technical manager', 'Assistant'];
const TITLES = ['Dr.', 'Prof.', 'Dipl.-Ing.', 'Mag.'];
const MAILBOXES = ['post.example', 'mail.example', 'inbox.example', 'home.example'];

const ONSETS = ['Ba', 'Be', 'Bo', 'Ca', 'Ce', 'Co', 'Da', 'De', 'Di', 'Do', 'Fa', 'Fe', 'Fi', 'Fo', 'Ga', 'Go', 'Ha', 'He', 'Hi', 'Ja', 'Jo', 'Ka', 'Ke', 'Ki', 'Ko', 'La', 'Le', 'Li', 'Lo', 'Lu', 'Ma', 'Me', 'Mi', 'Mo', 'Na', 'Ne', 'Ni', 'No', 'Nu', 'Pa', 'Pe', 'Pi', 'Po', 'Ra', 'Re', 'Ri', 'Ro', 'Ru', 'Sa', 'Se', 'Si', 'So', 'Su', 'Ta', 'Te', 'Ti', 'To', 'Tu', 'Va', 'Ve', 'Vi', 'Vo', 'Wa', 'Ze'];
const MIDDLES = ONSETS.map((part) => part.toLowerCase());
const ENDINGS = ['ra', 'nix', 'tec', 'don', 'vex', 'lis', 'mar', 'nor', 'ta', 'lon', 'zen', 'via', 'rix', 'gen', 'pol', 'dia', 'sol', 'tron', 'vis', 'max', 'lux', 'na', 'ris', 'com', 'bel', 'tis', 'dor', 'rea', 'kon', 'nia', 'lia', 'va'];
const TRADE_COUNT = 20;
const BRANDS = ONSETS.length * MIDDLES.length * ENDINGS.length;
const COMPANIES = BRANDS * TRADE_COUNT;
/** No common factor with COMPANIES (2^19 × 5), so multiplying visits every company once. */
const STRIDE = 1_639_867;

/** Country by a number below the sum of weights: looked up, not searched. */
const BY_WEIGHT: readonly DemoCountry[] = COUNTRIES.flatMap((country) => Array<DemoCountry>(country.weight).fill(country));

interface Name {
  native: string;
  latin: string;
}

const LETTERS: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ı: 'i', æ: 'ae', œ: 'oe', þ: 'th', ð: 'd' };
const names = new Map<string, Name>();

/** `native:latin`, or a Latin name whose address form is made here; remembered, since the pools are small. */
function nameOf(entry: string): Name {
  let name = names.get(entry);
  if (!name) {
    const [native, latin] = entry.split(':') as [string, string?];
    const plain = latin ?? native.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z]/g, (c) => LETTERS[c] ?? '');
    name = { native, latin: plain };
    names.set(entry, name);
  }
  return name;
}

interface Person {
  first: Name;
  last: Name;
}

function person(random: DemoRandom, pool: NamePool): Person {
  return { first: nameOf(random.pick(random.chance(50) ? pool.men : pool.women)), last: nameOf(random.pick(pool.families)) };
}

/** What is dialled before a number at home, where it is not a zero. */
const TRUNKS: Record<string, string> = { US: '', CA: '', ES: '', IT: '', NO: '', DK: '', PT: '', GR: '', PL: '', CZ: '', MX: '', HU: '06 ' };

/** Some people write their own country's number the way it is dialled there, without the country. */
function asTyped(random: DemoRandom, phone: string, country: string): string {
  if (random.chance(80)) return phone;
  const national = phone.slice(phone.indexOf(' ') + 1);
  return `${TRUNKS[country] ?? '0'}${national}`;
}

interface Company {
  name: string;
  /** Unique over all demo companies. */
  domain: string;
}

function company(random: DemoRandom, index: number, country: DemoCountry, family: Name, city: string): Company {
  // A product of two numbers below 2^21 and 2^22 is exact in a double.
  const place = ((index % COMPANIES) * STRIDE) % COMPANIES;
  const trade = place % TRADE_COUNT;
  const brandNumber = Math.floor(place / TRADE_COUNT);
  const ending = brandNumber % ENDINGS.length;
  const rest = Math.floor(brandNumber / ENDINGS.length);
  const brand = `${ONSETS[rest % ONSETS.length]}${MIDDLES[Math.floor(rest / ONSETS.length)]}${ENDINGS[ending]}`;
  const word = TRADES[country.trades][trade] as string;
  const round = Math.floor(index / COMPANIES);

  const latin = family.native.charCodeAt(0) < 0x250;
  let stem: string;
  if (!latin) stem = country.familyFirst ? `${family.native}${word}` : `${family.native} ${word}`;
  else {
    const shape = random.below(10);
    stem = shape < 5 ? `${brand} ${word}` : shape < 8 ? `${family.native} ${word}` : `${family.native} ${brand}`;
  }
  const name = random.pick(country.companies).replace('{c}', city).replace('{n}', stem);
  const englishTrade = (TRADES.en[trade] as string).toLowerCase();
  return { name, domain: `${brand.toLowerCase()}-${englishTrade}${round === 0 ? '' : round + 1}.example` };
}

function warehouses(random: DemoRandom, country: DemoCountry): DemoWarehouse[] {
  return Array.from({ length: 1 + random.below(2) }, (_, index) => {
    const [city, postcode, state] = random.pick(country.cities).split('|') as [string, string, string?];
    const street = random.pick(country.streets).replaceAll('{h}', String(1 + random.below(180)));
    return { name: index === 0 ? 'Warehouse' : 'Branch', state: state ?? null, city, postcode: random.fill(postcode), street };
  });
}

/**
 * The demo customer at a place in the endless list; the same index gives the same customer, in any order of asking.
 * @param index 0 and up
 */
export function demoCustomer(index: number): DemoCustomer {
  const random = new DemoRandom(index);
  const country = BY_WEIGHT[random.below(BY_WEIGHT.length)] as DemoCountry;
  const pool: NamePool = PEOPLE[country.people];
  const isCompany = index % 10 < 7;
  const owner = person(random, pool);
  const [city, postcode, state] = random.pick(country.cities).split('|') as [string, string, string?];
  const made = isCompany ? company(random, index, country, owner.last, city) : null;

  const address = `${owner.first.latin}.${owner.last.latin}`;
  const ownEmail = made ? `${address}@${made.domain}` : `${random.chance(70) ? address : `${owner.first.latin.charAt(0)}.${owner.last.latin}`}${index}@${random.pick(MAILBOXES)}`;
  const phone = asTyped(random, random.fill(random.pick(country.phones)), country.code);
  const contacts: DemoContact[] = [
    { firstName: owner.first.native, lastName: owner.last.native, email: ownEmail, phone: random.chance(40) ? random.fill(random.pick(country.phones)) : null, position: isCompany ? random.pick(POSITIONS) : null },
  ];
  // Every tenth customer, spread over companies and persons in the list's rhythm of ten.
  if (index % 10 === Math.floor(index / 10) % 10) {
    const other = person(random, pool);
    const local = other.first === owner.first && other.last === owner.last ? `${other.first.latin}.${other.last.latin}2` : `${other.first.latin}.${other.last.latin}`;
    contacts.push({ firstName: other.first.native, lastName: other.last.native, email: made ? `${local}@${made.domain}` : `${other.first.latin}.${other.last.latin}${index}b@${random.pick(MAILBOXES)}`, phone: null, position: random.pick(POSITIONS) });
  }

  const groups: string[] = [random.pick(DEMO_GROUPS)];
  if (random.chance(30)) {
    const second = random.pick(DEMO_GROUPS);
    if (second !== groups[0]) groups.push(second);
  }
  return {
    type: isCompany ? 'company' : 'person',
    companyName: made ? made.name : '',
    title: random.chance(4) ? random.pick(TITLES) : null,
    firstName: owner.first.native,
    lastName: owner.last.native,
    email: made && random.chance(50) ? `info@${made.domain}` : ownEmail,
    phone,
    fax: random.chance(6) ? random.fill(country.phones[0] as string) : null,
    website: made && random.chance(60) ? `https://www.${made.domain}` : null,
    vatNumber: isCompany ? random.fill(country.vat) : null,
    currency: country.currency,
    language: country.language,
    country: country.code,
    state: state ?? null,
    city,
    postcode: random.fill(postcode),
    street: random.pick(country.streets).replaceAll('{h}', String(1 + random.below(180))),
    active: !random.chance(3),
    groups,
    products: random.chance(25) ? [random.below(DEMO_PRODUCTS.length)] : [],
    note: random.chance(8) ? random.pick(NOTES) : null,
    warehouses: isCompany && random.chance(6) ? warehouses(random, country) : [],
    contacts,
  };
}
