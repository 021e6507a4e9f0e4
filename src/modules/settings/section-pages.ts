import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import type { FormResult } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import type { Post } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { SectionRows } from './section-rows.queries';
import { readSection } from './section-reader';
import { ChangedMeanwhile, SETTING_SECTIONS, type SectionName, type SectionValues } from './setting-sections';
import { SETTING_DEFAULTS } from './setting-values';
import { sectionPage } from './settings.presenter';
import { SettingsService } from './settings.service';
import { SettingsStore } from './settings.store';

interface SectionSending {
  readonly actor: StaffActor;
  readonly post: Post;
  readonly section: SectionName;
  readonly form: FormResult<{ read: string | null }>;
  /** The choices of the page's fields. */
  readonly extras: object;
}

/** Shows and saves the form of a section: the same for all of them. */
@Injectable()
export class SectionPages {
  constructor(
    private readonly rows: SectionRows,
    private readonly settings: SettingsService,
    private readonly store: SettingsStore,
  ) {}

  language(actor: StaffActor): string {
    return actor.language ?? this.store.all().language;
  }

  async show(actor: StaffActor, section: SectionName, extras: object): Promise<Reply> {
    const read = await this.rows.read(section);
    return page(`settings/${section}`, { ...sectionPage({ section, read, form: { values: read }, changes: [], language: this.language(actor) }), ...extras });
  }

  async save({ actor, post, section, form, extras }: SectionSending, extra?: (tx: EntityManager, now: Date) => Promise<SectionValues>): Promise<Reply> {
    const read = readSection(typeof form.typed.read === 'string' ? form.typed.read : null);
    const shown = { section, read, language: this.language(actor) };
    try {
      const done = await submitForm(form, (value) => this.settings.save(actor, post, { section, read, typed: stored(value) }, extra));
      if (done.ok) return redirectTo(done.location, { key: 'settings.flash.saved' });
      return refused(`settings/${section}`, { ...sectionPage({ ...shown, form: { values: done.typed, errors: done.errors }, changes: [] }), ...extras });
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      const model = sectionPage({ ...shown, read: error.current, form: { values: error.merged }, changes: error.changes });
      return page(`settings/${section}`, { ...model, ...extras }, { status: 409 });
    }
  }
}

/** The fields of a form as settings keep them: those that are texts are never null. */
function stored(value: object): SectionValues {
  const entries = Object.entries(value).filter(([name]) => name !== 'read' && name !== 'removeLogo');
  return Object.fromEntries(entries.map(([name, field]) => [name, field ?? emptyOf(name)]));
}

function emptyOf(name: string): null | '' {
  const isText = name === 'prefix' || (Object.values(SETTING_SECTIONS).flat() as string[]).includes(name);
  return isText && Reflect.get(SETTING_DEFAULTS, name) !== null ? '' : null;
}
