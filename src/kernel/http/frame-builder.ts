import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { actorOf } from '../access/allow';
import type { StaffActor } from '../access/actor';
import { randomHex } from '../auth/digest';
import { Clock } from '../clock/clock';
import { Config } from '../config/config';
import { Texts } from '../i18n/texts';
import type { Frame } from '../views/frame';
import { csrfToken } from './csrf';
import { takeFlash } from './flash';
import { Navigation } from './navigation';
import { SystemSettings } from './system-settings';

/** Gathers, once a page, what layouts and helpers need besides the page's own model. */
@Injectable()
export class FrameBuilder {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly texts: Texts,
    private readonly navigation: Navigation,
    private readonly settings: SystemSettings,
  ) {}

  build(request: Request, response: Response): Frame {
    const actor = actorOf(request);
    const system = this.settings.current();
    return {
      language: this.language(request, actor, system.language),
      texts: this.texts,
      timeZone: actor?.timeZone ?? system.timeZone,
      now: this.clock.now(),
      theme: oneOf(actor?.theme, ['system', 'light', 'dark'], 'system'),
      density: oneOf(actor?.density, ['dense', 'roomy'], 'dense'),
      shortcuts: actor?.shortcuts ?? true,
      appName: 'Clientele',
      companyName: system.companyName,
      logoUrl: system.logoUrl,
      path: request.path,
      query: readQueryString(request.query),
      actor: actor ? { name: actor.name, email: actor.email } : null,
      home: '/admin',
      ...this.navigation.for(actor),
      signOut: '/admin/logout',
      csrf: actor ? csrfToken(this.config.sessionSecret, request.sessionID) : '',
      formKey: () => randomHex(16),
      flash: takeFlash(request, response, this.config),
    };
  }

  private language(request: Request, actor: StaffActor | null, fallback: string) {
    if (actor) return this.texts.language(actor.language ?? fallback);
    return this.texts.negotiate(request.get('accept-language') ?? fallback);
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
