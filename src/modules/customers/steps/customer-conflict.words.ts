import { Injectable } from '@nestjs/common';
import { Texts } from '../../../kernel/i18n/texts';
import { countryName } from '../../../kernel/reference/countries';
import { languages } from '../../../kernel/reference/languages';
import { formatList } from '../../../kernel/views/formats';
import { DISCOUNT_FIELD, KIND_FIELD, SHIPPING_FIELD, type Difference, type FieldValue } from './customer-conflict';
import { CustomerStepChoices, type ListName } from './customer-steps.queries';

const NAMED: Readonly<Record<string, ListName>> = { groupIds: 'groups', productIds: 'products', taxRateId: 'taxRates', paymentModeId: 'paymentModes', accountManagerId: 'staff' };
const COUNTRIES: ReadonlySet<string> = new Set(['country', 'billingCountry']);
const FLAGS: ReadonlySet<string> = new Set(['taxExempt']);

export interface ConflictRow {
  readonly field: string;
  readonly label: string;
  readonly kind: Difference['kind'];
  /** Empty: nothing stands there. */
  readonly before: string;
  readonly mine: string;
  readonly theirs: string;
}

/** Says values of fields as people know them: names for ids, countries and languages in words. */
@Injectable()
export class ConflictWords {
  constructor(
    private readonly texts: Texts,
    private readonly lists: CustomerStepChoices,
  ) {}

  async rows(differences: readonly Difference[], language: string): Promise<ConflictRow[]> {
    return Promise.all(
      differences.map(async ({ field, kind, before, mine, theirs }) => {
        const names = await this.names(field, [before, mine, theirs]);
        const say = (value: FieldValue): string => this.say(field, value, names, language);
        return { field, kind, label: this.texts.t(language, `customers.fields.${field}`), before: say(before), mine: say(mine), theirs: say(theirs) };
      }),
    );
  }

  private async names(field: string, values: readonly FieldValue[]): Promise<ReadonlyMap<string, string>> {
    const ids = values.flat().filter((id) => /^\d{1,19}$/.test(id));
    return field in NAMED ? this.lists.names(NAMED[field], ids) : new Map();
  }

  private say(field: string, value: FieldValue, names: ReadonlyMap<string, string>, language: string): string {
    if (typeof value !== 'string') return this.sayList(field, value, names, language);
    if (FLAGS.has(field)) return this.texts.t(language, value === '' ? 'customers.conflict.no' : 'customers.conflict.yes');
    if (value === '') return '';
    if (field === 'type') return this.texts.t(language, `customers.types.${value}`);
    if (COUNTRIES.has(field)) return countryName(value, language);
    if (field === 'language') return languages(language).find(({ code }) => code === value)?.name ?? value;
    if (field === 'pictureId') return this.texts.t(language, 'customers.conflict.picture', { id: value });
    return names.get(value) ?? value;
  }

  private sayList(field: string, values: readonly string[], names: ReadonlyMap<string, string>, language: string): string {
    if (field === SHIPPING_FIELD) return values.map((row) => (row === 'same' ? this.texts.t(language, 'customers.fields.sameShipping') : this.address(row, language))).join('\n');
    const parts = partsOf(values);
    if (field === KIND_FIELD) {
      const name = parts.get('type') === 'person' ? ['title', 'firstName', 'middleName', 'lastName'] : ['companyName'];
      return [this.texts.t(language, `customers.types.${parts.get('type')}`), ...name.map((one) => parts.get(one))].filter(Boolean).join(' ');
    }
    if (field === DISCOUNT_FIELD) {
      const kind = this.texts.t(language, `customers.discountKinds.${parts.get('discountKind')}`);
      return parts.get('discountPercent') ? `${kind}: ${parts.get('discountPercent')} %` : kind;
    }
    return formatList(language, values.map((id) => names.get(id) ?? id));
  }

  /** A row as `shippingTexts` gives it, on one line. */
  private address(row: string, language: string): string {
    const parts = partsOf(row.split('\n'));
    const shown = ['name', 'street', 'postcode', 'city', 'state'].map((name) => parts.get(name)).concat(countryName(parts.get('country') ?? '', language));
    return shown.filter(Boolean).join(', ') + (parts.has('default') ? ` (${this.texts.t(language, 'customers.fields.shippingDefault')})` : '');
  }
}

/** Lines `name=value`, as the fields that belong together are given. */
function partsOf(lines: readonly string[]): Map<string, string> {
  return new Map(lines.map((line): [string, string] => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]));
}
