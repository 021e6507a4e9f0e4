/** What every page needs of the settings. The settings module keeps it current; the kernel only reads it. */
export interface SystemFacts {
  readonly companyName: string;
  readonly logoUrl: string | null;
  readonly language: string;
  /** IANA zone. */
  readonly timeZone: string;
}

/** Handed in by the settings module (`current()` is read at each page, so it must do no I/O). */
export abstract class SystemSettings {
  abstract current(): SystemFacts;
}
