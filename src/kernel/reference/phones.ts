import { getCountries, isSupportedCountry, Metadata, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

/** Phones are kept as typed up to this many characters (IMP-3). */
export const PHONE_MAX = 40;

export interface PhoneKey {
  /** Country code and number, digits only, without "+"; null when the country is unknown or the number no number. */
  e164: string | null;
  /** The digits as typed, for search when there is no e164; '' when there are none. */
  digits: string;
}

interface Plan {
  callingCode: string;
  /** Digits of national numbers that can exist. */
  lengths: ReadonlySet<number>;
  /** What is dialled before a national number and dropped behind the country code: mostly "0". */
  trunk: string;
  /** The country rewrites numbers in ways of its own (Argentina's 15, Brazil's carriers). */
  special: boolean;
}

const plans = new Map<string, Plan | null>();

/** The parts of the numbering plan that are cheap to apply. */
function planOf(country: string): Plan | null {
  let plan = plans.get(country);
  if (plan === undefined) {
    plan = null;
    if (isSupportedCountry(country)) {
      const metadata = new Metadata();
      metadata.selectNumberingPlan(country);
      const numbering = metadata.numberingPlan as unknown as {
        callingCode(): string;
        possibleLengths(): number[];
        nationalPrefix(): string | undefined;
        nationalPrefixForParsing(): string | undefined;
        nationalPrefixTransformRule(): string | undefined;
      };
      const trunk = numbering.nationalPrefix() ?? '';
      const parsing = numbering.nationalPrefixForParsing() ?? '';
      plan = {
        callingCode: numbering.callingCode(),
        lengths: new Set(numbering.possibleLengths()),
        trunk,
        special: parsing !== trunk || numbering.nationalPrefixTransformRule() !== undefined,
      };
    }
    plans.set(country, plan);
  }
  return plan;
}

let callingCodes: Map<string, string> | undefined;

/** The country that stands for a calling code ("1" → US): the first with it that has no special rules of its own. */
function countryOfCode(code: string): string | undefined {
  if (!callingCodes) {
    callingCodes = new Map();
    for (const country of getCountries()) {
      const of = (planOf(country) as Plan).callingCode;
      if (!callingCodes.has(of) || MAIN_COUNTRIES.has(country)) callingCodes.set(of, country);
    }
  }
  return callingCodes.get(code);
}

/** Of the countries that share a calling code, the one whose plan holds for the others. */
const MAIN_COUNTRIES: ReadonlySet<string> = new Set(['AU', 'CW', 'FI', 'FR', 'GB', 'GP', 'IT', 'KZ', 'MA', 'NO', 'RE', 'RU', 'SH', 'US']);

const NOT_DIGITS = /\D+/g;
/** Extensions and letters: leave those to the full parser. */
const PLAIN = /^[+(\d][\d\s().\/\u00a0\u2010-\u2013-]*$/;

/**
 * The searchable form of a phone (CUS-3, IMP-3). Plain cases are decided here by the country's number
 * lengths and trunk prefix, ≈ 30 times as fast as the full parser, which gets what is left.
 * @param text as typed; longer than 40 characters is no phone
 * @param country ISO alpha-2 code the number is in when it begins with no country code
 */
export function normalisePhone(text: string, country?: string | null): PhoneKey {
  if (text.length > PHONE_MAX) return { e164: null, digits: '' };
  const digits = text.replace(NOT_DIGITS, '');
  if (digits.length < 4 || digits.length > 20) return { e164: null, digits };
  const trimmed = text.trim();
  if (PLAIN.test(trimmed)) {
    const quick = trimmed.startsWith('+') ? international(trimmed, digits) : national(digits, country ?? null);
    if (quick !== undefined) return { e164: quick, digits };
  }
  return { e164: parsed(trimmed, country ?? null), digits };
}

/** undefined when it takes the full parser to tell. */
function international(text: string, digits: string): string | null | undefined {
  for (let length = 1; length <= 3; length++) {
    const code = digits.slice(0, length);
    const country = countryOfCode(code);
    if (country === undefined) continue;
    const plan = planOf(country);
    if (plan === null || plan.special) return undefined;
    const rest = digits.slice(length);
    // "+49 (0) 711 …", "+49 0711 …": the trunk prefix does not belong behind a country code.
    if (plan.trunk !== '' && rest.startsWith(plan.trunk)) return undefined;
    return plan.lengths.has(rest.length) ? digits : undefined;
  }
  return text.length > 0 ? null : undefined;
}

function national(digits: string, country: string | null): string | null | undefined {
  if (country === null) return digits.startsWith('00') ? undefined : null;
  const plan = planOf(country);
  if (plan === null) return null;
  if (plan.special || digits.startsWith('00')) return undefined;
  const trunked = plan.trunk !== '' && digits.startsWith(plan.trunk);
  if (!trunked && digits.startsWith(plan.callingCode)) return undefined;
  const number = trunked ? digits.slice(plan.trunk.length) : digits;
  return plan.lengths.has(number.length) ? plan.callingCode + number : null;
}

function parsed(text: string, country: string | null): string | null {
  // Without a country, 00 is what most of the world dials for "+".
  const dialled = country === null && /^[\s(]*00/.test(text) ? `+${text.replace(NOT_DIGITS, '').slice(2)}` : text;
  const number = parsePhoneNumberFromString(dialled, country === null ? undefined : (country as CountryCode));
  return number?.isPossible() ? number.number.slice(1) : null;
}
