import { threeWay, type ChangedField } from '../../kernel/forms/three-way';
import type { SettingValues } from './setting-values';

/** The pages of the settings that are one form each; `money` also lists currencies, tax rates and payment modes. */
export const SETTING_SECTIONS = {
  company: ['companyName', 'companyStreet', 'companyPostcode', 'companyCity', 'companyCountry', 'logoId'],
  regional: ['language', 'timeZone', 'defaultCountry'],
  money: ['baseCurrency'],
  customers: ['groupRequired', 'defaultGroupId', 'contactPermissions'],
  security: ['secondFactorFor'],
  anniversaries: ['anniversaryMailRhythm', 'anniversaryMailDays'],
  area: ['accentColor', 'legalUrl', 'privacyUrl', 'contactUrl', 'contactEmail', 'areaManageColleagues', 'areaEditAddresses', 'areaApproveChanges', 'areaSeeAllFiles', 'areaDeleteFiles'],
  registration: [
    'registrationOpen', 'registrationConfirmed', 'registrationNeedsPosition', 'registrationNeedsPhone', 'registrationNeedsWebsite', 'registrationNeedsVatNumber',
    'registrationNeedsAddress', 'registrationTerms', 'registrationTermsUrl',
  ],
} as const satisfies Record<string, readonly (keyof SettingValues)[]>;

export type SectionName = keyof typeof SETTING_SECTIONS;

export type SectionValue = string | number | boolean | null;
/** What a section's form reads and writes, by field name; `customers` has the number series' fields too. */
export type SectionValues = Readonly<Record<string, SectionValue>>;

/** Somebody saved the same section while this form was open (CUS-18's rule, kept for settings too). */
export class ChangedMeanwhile extends Error {
  /** @param merged what the form shows now: own changes kept, everything else as it is by now. */
  constructor(
    readonly current: SectionValues,
    readonly merged: SectionValues,
    readonly changes: readonly ChangedField<SectionValue>[],
  ) {
    super('the settings have changed meanwhile');
  }
}

/** Counts on by itself while people work, so its change alone is no collision unless it was typed over. */
const COUNTING = new Set(['nextNumber']);

/**
 * Joins what was typed with what is stored by now, given what stood in the form when it was opened.
 * @throws ChangedMeanwhile when others changed a field of the form since.
 */
export function mergeEdits(read: SectionValues, typed: SectionValues, current: SectionValues): SectionValues {
  const { merged, theirs } = threeWay(read, typed, current);
  const changes = theirs.filter(({ name }) => !(COUNTING.has(name) && typed[name] === read[name]));
  if (changes.length > 0) throw new ChangedMeanwhile(current, merged, changes);
  return merged;
}
