import { and } from './helpers/and';
import { asset } from './helpers/asset';
import { dash } from './helpers/dash';
import { date } from './helpers/date';
import { dateTime } from './helpers/date-time';
import { eq } from './helpers/eq';
import { errorPage } from './helpers/error-page';
import { errorSummary } from './helpers/error-summary';
import { external } from './helpers/external';
import { field } from './helpers/field';
import { here } from './helpers/here';
import { href } from './helpers/href';
import { hue } from './helpers/hue';
import { icon } from './helpers/icon';
import { initials } from './helpers/initials';
import { iso } from './helpers/iso';
import { joined } from './helpers/joined';
import { kept } from './helpers/kept';
import { mailto } from './helpers/mailto';
import { menu } from './helpers/menu';
import { money } from './helpers/money';
import { nearDate } from './helpers/near-date';
import { not } from './helpers/not';
import { number } from './helpers/number';
import { or } from './helpers/or';
import { orDash } from './helpers/or-dash';
import { pageTitle } from './helpers/page-title';
import { t } from './helpers/t';
import { tel } from './helpers/tel';
import { url } from './helpers/url';

/** Every helper a template may use; docs/views.md describes them. */
export const HELPERS = {
  and, asset, dash, date, dateTime, eq, errorPage, errorSummary, external, field, here, href, hue, icon, initials, iso, joined, kept, mailto, menu, money,
  nearDate, not, number, or, orDash, pageTitle, t, tel, url,
};
