export const SECOND_FACTOR_FOR = ['nobody', 'administrators', 'staff'] as const;
export type SecondFactorFor = (typeof SECOND_FACTOR_FOR)[number];
/** What stands around the pages that customers see. */
export interface SiteFacts {
  /** Address of the stylesheet with the company's colours; null: the product's own. */
  readonly brandCss: string | null;
  readonly address: string;
  readonly legalUrl: string;
  readonly privacyUrl: string;
  readonly contactUrl: string;
  readonly contactEmail: string;
}

/** What every page needs of the settings. The settings module keeps it current; the kernel only reads it. */
export interface SystemFacts {
  readonly companyName: string;
  readonly logoUrl: string | null;
  readonly language: string;
  /** IANA zone. */
  readonly timeZone: string;
  /** Which staff may not work without a second factor (STA-2). */
  readonly secondFactorFor: SecondFactorFor;
  readonly site: SiteFacts;
}

/** Handed in by the settings module (`current()` is read at each page, so it must do no I/O). */
export abstract class SystemSettings {
  abstract current(): SystemFacts;
}
