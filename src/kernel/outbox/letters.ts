import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock';
import { Config } from '../config/config';
import { SystemSettings } from '../http/system-settings';
import { Texts } from '../i18n/texts';
import { ViewEngine } from '../views/engine';
import type { Frame } from '../views/frame';

export type MergeValues = Readonly<Record<string, string | number>>;

/** A kind of letter: three templates `mail/<kind>.{subject,text,html}` and what its secret is. */
export interface LetterKind {
  /** For example `staff-invitation`. */
  readonly kind: string;
  /** Only for letters with a secret: what it opens. */
  readonly link?: {
    /** Path of the page that takes the secret; it becomes an address below APP_URL, whatever host was asked (A9). */
    path(secret: string): string;
    /** Whether the secret still opens it; a dead link is not sent. */
    works(secret: string, now: Date): Promise<boolean>;
  };
}

export interface WrittenLetter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What stands in place of a secret in every kept copy. */
const MASK = '…';

/** All kinds of letters; the module that causes one adds it when it starts. */
@Injectable()
export class Letters {
  private readonly kinds = new Map<string, LetterKind>();

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly settings: SystemSettings,
    private readonly texts: Texts,
    private readonly views: ViewEngine,
  ) {}

  add(...kinds: LetterKind[]): void {
    for (const kind of kinds) this.kinds.set(kind.kind, kind);
  }

  find(kind: string): LetterKind | null {
    return this.kinds.get(kind) ?? null;
  }

  /** The full address that `secret` opens; with null, that address with the secret masked. Null for kinds without one. */
  linkOf(kind: string, secret: string | null): string | null {
    const path = this.kinds.get(kind)?.link?.path(secret ?? MASK);
    return path === undefined ? null : `${this.config.appUrl.origin}${path}`;
  }

  /**
   * Writes a letter from its merge values.
   * @param link from `linkOf`; null for letters without a secret.
   * @throws when a template is missing or asks for a value the letter lacks.
   */
  write(kind: string, language: string, values: MergeValues, link: string | null): WrittenLetter {
    const frame = this.frame(language);
    const model = { ...values, link: link ?? '', company: frame.companyName || frame.appName };
    const part = (name: string) => this.views.render(`mail/${kind}.${name}`, model, frame).trim();
    return { subject: part('subject').replace(/\s+/g, ' '), text: `${part('text')}\n`, html: part('html') };
  }

  private frame(code: string): Frame {
    const system = this.settings.current();
    return {
      language: this.texts.language(code),
      texts: this.texts,
      timeZone: system.timeZone,
      now: this.clock.now(),
      theme: 'system',
      density: 'dense',
      shortcuts: false,
      appName: 'Clientele',
      companyName: system.companyName,
      logoUrl: null,
      path: '/',
      query: {},
      actor: null,
      area: null,
      home: '/',
      menu: [],
      newMenu: [],
      accountMenu: [],
      search: null,
      signOut: '/',
      csrf: '',
      formKey: () => '',
      flash: null,
    };
  }
}
