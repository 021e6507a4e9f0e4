import type { Named } from './countries';
import { foldName } from './fold';

const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Is it an ISO 4217 code, in capitals? */
export function isCurrency(code: string): boolean {
  return CODES.has(code);
}

/** Every currency, named and sorted in the language of the page. */
export function currencies(language: string): Named[] {
  const display = new Intl.DisplayNames([language, 'en'], { type: 'currency' });
  const collator = new Intl.Collator(language);
  return [...CODES].map((code) => ({ code, name: display.of(code) ?? code })).sort((a, b) => collator.compare(a.name, b.name));
}

const digits = new Map<string, number>();

/** Digits after the point: 2 for EUR, 0 for JPY, 3 for KWD. */
export function currencyDigits(code: string): number {
  let known = digits.get(code);
  if (known === undefined) {
    known = new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits ?? 2;
    digits.set(code, known);
  }
  return known;
}

/** Signs that mean one currency only; "$" and "¥" do not. */
const SIGNS: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP', '₺': 'TRY', '₫': 'VND', '₹': 'INR', '₽': 'RUB', '₩': 'KRW', '₪': 'ILS', '₴': 'UAH', 'US$': 'USD' };

let known: Map<string, string> | undefined;

/** The currency a cell means: its code in any case, its English name, an unmistakable sign. */
export function resolveCurrency(text: string): string | null {
  if (text.length > 60) return null;
  const code = text.trim().toUpperCase();
  if (CODES.has(code)) return code;
  if (SIGNS[code] !== undefined) return SIGNS[code];
  if (!known) {
    known = new Map(currencies('en').map(({ code, name }) => [foldName(name), code]));
    known.set('euros', 'EUR').set('us dollars', 'USD').set('pound sterling', 'GBP').set('swiss francs', 'CHF');
  }
  return known.get(foldName(text)) ?? null;
}
