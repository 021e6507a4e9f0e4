import { CONTACT_PERMISSIONS, permissionColumn } from '../../kernel/access/contact-permissions';
import type { SecondFactorFor } from '../../kernel/http/system-settings';

/** How often a mail that gathers news is written; weekly is on Monday. */
export const MAIL_RHYTHMS = ['weekly', 'daily'] as const;
export type MailRhythm = (typeof MAIL_RHYTHMS)[number];

/** Every setting with its type; the keys are the rows of `settings`. */
export interface SettingValues {
  companyName: string;
  companyStreet: string;
  companyPostcode: string;
  companyCity: string;
  companyCountry: string;
  /** Id of a picture in `files`. */
  logoId: string | null;
  /** Language of whoever has chosen none, and of customers without one. */
  language: string;
  /** IANA zone: the company's, and that of staff who have chosen none. */
  timeZone: string;
  /** ISO 4217; every customer without a currency is kept in it (CUS-14). */
  baseCurrency: string;
  /** ISO 3166-1 alpha-2, preset in new customers. */
  defaultCountry: string;
  /** A customer is in at least one group (GRP-2). */
  groupRequired: boolean;
  /** Group used wherever nobody chooses (GRP-2). */
  defaultGroupId: string | null;
  /** Which staff may not work without a second factor (STA-2). */
  secondFactorFor: SecondFactorFor;
  /** People may register themselves in the customers area (ARE-5). */
  registrationOpen: boolean;
  /** Whoever registered gets in only after an administrator has confirmed it. */
  registrationConfirmed: boolean;
  registrationNeedsPosition: boolean;
  registrationNeedsPhone: boolean;
  registrationNeedsWebsite: boolean;
  registrationNeedsVatNumber: boolean;
  registrationNeedsAddress: boolean;
  /** To be agreed to, as text or as the address of a page; both empty: nothing is. */
  registrationTerms: string;
  registrationTermsUrl: string;
  /** What new contacts may use where nobody chooses (PER-2), as `permissionColumn` writes it. */
  contactPermissions: string;
  /** `#rrggbb` of the customers area; what is shown is made of it, so that every text can be read (brand-colours.ts). */
  accentColor: string;
  /** Links in the foot of the customers area; empty: none. */
  legalUrl: string;
  privacyUrl: string;
  contactUrl: string;
  contactEmail: string;
  /** Admin contacts invite, edit and remove colleagues (ARE-5a). */
  areaManageColleagues: boolean;
  /** Admin contacts edit billing and shipping addresses (ARE-5a). */
  areaEditAddresses: boolean;
  /** What they change of the company's data waits for staff (ARE-7). */
  areaApproveChanges: boolean;
  /** Contacts see every file shared with anybody of their customer, not only those shared with them (ARE-5a). */
  areaSeeAllFiles: boolean;
  /** Contacts delete files they uploaded (ARE-5a). */
  areaDeleteFiles: boolean;
  /** When staff who want it are sent coming anniversaries (EVT-2). */
  anniversaryMailRhythm: MailRhythm;
  /** How many days ahead that mail looks, 1 to 60. */
  anniversaryMailDays: number;
}

export const SETTING_DEFAULTS: Readonly<SettingValues> = {
  companyName: '',
  companyStreet: '',
  companyPostcode: '',
  companyCity: '',
  companyCountry: '',
  logoId: null,
  language: 'en',
  timeZone: 'UTC',
  baseCurrency: 'EUR',
  defaultCountry: '',
  groupRequired: true,
  defaultGroupId: null,
  secondFactorFor: 'nobody',
  registrationOpen: false,
  registrationConfirmed: true,
  registrationNeedsPosition: false,
  registrationNeedsPhone: false,
  registrationNeedsWebsite: false,
  registrationNeedsVatNumber: false,
  registrationNeedsAddress: false,
  registrationTerms: '',
  registrationTermsUrl: '',
  contactPermissions: permissionColumn(CONTACT_PERMISSIONS),
  accentColor: '#3d52c5',
  legalUrl: '',
  privacyUrl: '',
  contactUrl: '',
  contactEmail: '',
  areaManageColleagues: true,
  areaEditAddresses: true,
  areaApproveChanges: false,
  areaSeeAllFiles: false,
  areaDeleteFiles: false,
  anniversaryMailRhythm: 'weekly',
  anniversaryMailDays: 7,
};
