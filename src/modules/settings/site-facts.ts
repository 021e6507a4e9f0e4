import type { SiteFacts } from '../../kernel/http/system-settings';
import { SETTING_DEFAULTS, type SettingValues } from './setting-values';

/** What stands around the pages that customers see. The colour in the address of the stylesheet lets browsers keep it for a year. */
export function siteFacts(values: Readonly<SettingValues>): SiteFacts {
  const { accentColor, companyName, companyStreet, companyPostcode, companyCity, legalUrl, privacyUrl, contactUrl, contactEmail } = values;
  const place = [companyPostcode, companyCity].filter(Boolean).join(' ');
  return {
    brandCss: accentColor === SETTING_DEFAULTS.accentColor ? null : `/brand.css?v=${accentColor.slice(1)}`,
    address: [companyName, companyStreet, place].filter(Boolean).join(', '),
    legalUrl, privacyUrl, contactUrl, contactEmail,
  };
}
