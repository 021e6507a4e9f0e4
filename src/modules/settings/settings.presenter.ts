import { CONTACT_PERMISSIONS } from '../../kernel/access/contact-permissions';
import type { ChangedField } from '../../kernel/forms/three-way';
import type { Message } from '../../kernel/i18n/message';
import type { Texts } from '../../kernel/i18n/texts';
import { countries, countryName } from '../../kernel/reference/countries';
import { currencies } from '../../kernel/reference/currencies';
import { timeZones } from '../../kernel/reference/time-zones';
import type { Choice, FormShown } from '../../kernel/views/form';
import type { SectionName, SectionValue, SectionValues } from './setting-sections';

export interface SectionPage {
  readonly section: SectionName;
  /** What stands in the form when it is opened; sent back with it. */
  readonly read: SectionValues;
  readonly form: FormShown;
  readonly changes: readonly ChangedField<SectionValue>[];
  /** Language of the page. */
  readonly language: string;
}

/** What every section's form shows; each page adds the choices of its own fields. */
export function sectionPage({ section, read, form, changes, language }: SectionPage) {
  return {
    section,
    form,
    read: JSON.stringify(read),
    logo: typeof read.logoId === 'string' ? `/admin/files/${read.logoId}` : null,
    changes: changes.map(({ name, before, now }) => ({
      label: { key: `settings.fields.${name}` },
      before: shown(name, before, language),
      now: shown(name, now, language),
    })),
  };
}

function shown(name: string, value: SectionValue, language: string): Message {
  if (value === null || value === '') return { key: 'common.none' };
  if (typeof value === 'boolean') return { key: value ? 'settings.on' : 'settings.off' };
  if (name === 'secondFactorFor') return { key: `settings.security.for.${String(value)}` };
  if (name === 'anniversaryMailRhythm') return { key: `settings.anniversaries.rhythms.${String(value)}` };
  if (['logoId', 'defaultGroupId', 'contactPermissions'].includes(name)) return { key: 'settings.another' };
  const text = name.endsWith('ountry') ? countryName(String(value), language) : String(value);
  return { key: 'settings.value', params: { value: text } };
}

/** What new contacts may see where nobody chooses (PER-2). */
export const CONTACT_PERMISSION_CHOICES = CONTACT_PERMISSIONS.map((permission) => ({ value: permission, label: { key: `permissions.may.${permission}` } }));

export function countryChoices(language: string): Choice[] {
  return countries(language).map(({ code, name }) => ({ value: code, label: name }));
}

/** With code, because names repeat ("dollar"). */
export function currencyChoices(language: string, only?: readonly string[]): Choice[] {
  return currencies(language).filter(({ code }) => only?.includes(code) ?? true).map(({ code, name }) => ({ value: code, label: `${name} (${code})` }));
}

export function languageChoices(texts: Texts): Choice[] {
  return texts.languages().map(({ code, name }) => ({ value: code, label: name }));
}

export function timeZoneChoices(): Choice[] {
  return timeZones().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
}
