import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { SignedIn } from '../access/actor';
import { principalOf } from '../access/allow';
import type { ContactActor } from '../access/contact-actor';
import { randomKey } from '../auth/digest';
import { Clock } from '../clock/clock';
import { Config } from '../config/config';
import { Texts } from '../i18n/texts';
import { SchedulerWatch } from '../jobs/scheduler-watch';
import type { AreaFrame, Frame, SiteFrame } from '../views/frame';
import { AreaNavigation } from './area-navigation';
import { csrfToken } from './csrf';
import { readCookie, takeFlash } from './flash';
import { Navigation } from './navigation';
import { SystemSettings, type SystemFacts } from './system-settings';

/** The language somebody chose before signing in (ARE-4). */
export const LANGUAGE_COOKIE = 'clientele_language';
const MINUTE = 60_000;
const UNDER_ADMIN = /^\/admin(\/|$)/i;

/** Gathers, once a page, what layouts and helpers need besides the page's own model. */
@Injectable()
export class FrameBuilder {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly texts: Texts,
    private readonly navigation: Navigation,
    private readonly areaNavigation: AreaNavigation,
    private readonly settings: SystemSettings,
    private readonly scheduler: SchedulerWatch,
  ) {}

  build(request: Request, response: Response): Frame {
    const person = principalOf(request);
    const system = this.settings.current();
    const staff = person?.kind === 'staff' ? person : null;
    const language = this.language(request, person, system.language);
    return {
      language,
      texts: this.texts,
      timeZone: staff?.timeZone ?? system.timeZone,
      now: this.clock.now(),
      theme: oneOf(person?.theme, ['system', 'light', 'dark'], 'system'),
      density: oneOf(staff?.density, ['dense', 'roomy'], 'dense'),
      shortcuts: staff?.shortcuts ?? !person,
      appName: 'Clientele',
      companyName: system.companyName,
      logoUrl: system.logoUrl,
      path: request.path,
      query: readQueryString(request.query),
      actor: person ? { name: person.name, email: person.email } : null,
      site: UNDER_ADMIN.test(request.path) ? null : this.siteOf(request, system, language.code),
      ...(person?.kind === 'contact' ? this.areaOf(person) : { area: null, ...this.navigation.for(staff), home: '/admin', signOut: '/admin/logout' }),
      bell: staff?.may('customers.own') ? staff.dueReminders : null,
      schedulerProblem: staff?.administrator ? this.scheduler.problem() : null,
      csrf: person ? csrfToken(this.config.sessionSecret, request.sessionID) : '',
      formKey: randomKey,
      flash: takeFlash(request, response, this.config),
    };
  }

  /** The language that the page of this request is written in. */
  languageOf(request: Request): string {
    return this.language(request, principalOf(request), this.settings.current().language).code;
  }

  private areaOf(contact: ContactActor) {
    const { current, customers, impersonator } = contact;
    const left = impersonator && Math.max(1, Math.ceil((impersonator.until.getTime() - this.clock.now().getTime()) / MINUTE));
    const area: AreaFrame = {
      customer: current.name,
      customers: customers.map(({ id, name }) => ({ id, name, current: id === current.id })),
      menu: this.areaNavigation.for(contact, 'main'),
      impersonatedFor: left,
    };
    return { area, ...this.navigation.for(null), accountMenu: this.areaNavigation.for(contact, 'account'), home: '/', signOut: '/logout' };
  }

  private siteOf(request: Request, { site }: SystemFacts, current: string): SiteFrame {
    const languages = this.texts.languages().map((language) => ({ ...language, current: language.code === current }));
    return { ...site, languages, here: request.method === 'GET' ? request.originalUrl : request.path };
  }

  /** One's own choice, else the customer's (CUS-13), else the system's; before sign-in the choice kept in the browser, else the browser's. */
  private language(request: Request, person: SignedIn | null, fallback: string) {
    if (person?.kind === 'contact') return this.texts.language(person.language ?? person.current.language ?? fallback);
    if (person) return this.texts.language(person.language ?? fallback);
    const kept = readCookie(request, LANGUAGE_COOKIE);
    return kept ? this.texts.language(kept) : this.texts.negotiate(request.get('accept-language') ?? fallback);
  }
}

/** The query with plain texts and lists of texts only. */
export function readQueryString(query: object): Record<string, string | string[]> {
  const entries = Object.entries(query).filter(
    (entry): entry is [string, string | string[]] => typeof entry[1] === 'string' || (Array.isArray(entry[1]) && entry[1].every((part) => typeof part === 'string')),
  );
  return Object.fromEntries(entries);
}

function oneOf<T extends string>(value: string | undefined, choices: readonly T[], otherwise: T): T {
  return choices.find((choice) => choice === value) ?? otherwise;
}
