import type { Language, Texts } from '../i18n/texts';
import type { Message } from '../i18n/message';
import type { SchedulerProblem } from '../jobs/scheduler-watch';

/** An entry of the side menu, of a drop-down menu or of a row of tabs. Labels are keys of the language files. */
export interface MenuItem {
  readonly key: string;
  readonly label: string;
  /** A local address that exists and that the actor may open; an entry one may not use is left out. */
  readonly href: string;
  readonly icon?: string;
  /** Keys that open it, as `g c`. */
  readonly shortcut?: string;
  /** Shown when something waits. */
  readonly count?: number;
  readonly children?: readonly MenuItem[];
}

export interface MenuGroup {
  readonly key: string;
  /** null: the entries at the top, without a heading. */
  readonly label: string | null;
  /** Closed until the current page lies in it. */
  readonly folded: boolean;
  readonly items: readonly MenuItem[];
}

/** The strip that says what has just happened. */
export interface FlashShown extends Message {
  readonly tone?: 'ok' | 'bad';
  /** A POST address that takes it back. */
  readonly undo?: { readonly action: string };
}

export interface FrameActor {
  readonly name: string;
  readonly email: string;
}

/** What the customers area's layout shows beside the page (ui.md, 19). */
export interface AreaFrame {
  /** Name of the customer the page is about. */
  readonly customer: string;
  /** All customers of the person, to choose from when there are several. */
  readonly customers: readonly { readonly id: string; readonly name: string; readonly current: boolean }[];
  readonly menu: readonly MenuItem[];
  /** Minutes that staff may still look as this contact; null when it is the contact itself (ARE-6). */
  readonly impersonatedFor: number | null;
}

/** What every page that customers may see has around it, signed in or not: colours, the foot, the choice of language. */
export interface SiteFrame {
  /** Address of the stylesheet with the company's colours; null: the product's own. */
  readonly brandCss: string | null;
  /** "Company, street, postcode city". */
  readonly address: string;
  /** As administrators typed them; empty: not shown. */
  readonly legalUrl: string;
  readonly privacyUrl: string;
  readonly contactUrl: string;
  readonly contactEmail: string;
  readonly languages: readonly (Language & { readonly current: boolean })[];
  /** The page to come back to from choosing a language. */
  readonly here: string;
}

/**
 * All that a page needs besides its own model: made once a request, handed to the templates as `@frame`.
 * Templates and helpers do no I/O, so everything is here already.
 */
export interface Frame {
  readonly language: Language;
  readonly texts: Texts;
  /** IANA name of the zone in which instants are shown. */
  readonly timeZone: string;
  /** The instant of the request, for "Today, 09:41". */
  readonly now: Date;
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'dense' | 'roomy';
  /** false: the person has switched the keyboard shortcuts off. */
  readonly shortcuts: boolean;
  readonly appName: string;
  readonly companyName: string;
  readonly logoUrl: string | null;
  /** Address of the page without the query, and the query as read. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly actor: FrameActor | null;
  /** Only for signed-in contacts. */
  readonly area: AreaFrame | null;
  /** null under /admin. */
  readonly site: SiteFrame | null;
  readonly home: string;
  readonly menu: readonly MenuGroup[];
  /** The "New" menu of the bar. */
  readonly newMenu: readonly MenuItem[];
  /** The menu under the picture of the person; signing out stands below it. */
  readonly accountMenu: readonly MenuItem[];
  /** Where the search field of the bar goes (GET, `q`), or null when the person may search nothing. */
  readonly search: { readonly action: string; readonly label: string } | null;
  /** POST address that signs out. */
  readonly signOut: string;
  /** How many reminders are due, for the bell; null: no bell (REM-1). */
  readonly bell: number | null;
  /** Only for administrators: that what the clock drives does not happen (REM-3). */
  readonly schedulerProblem: SchedulerProblem | null;
  readonly csrf: string;
  /** A new double-post key each time it is called: two forms of one page must not share one. */
  readonly formKey: () => string;
  readonly flash: FlashShown | null;
}
