import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { ChangedMeanwhile, Conflict, Refused } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { fieldNames } from '../../../kernel/outbox/letter-text';
import { Letters, type LetterKind, type LetterWords } from '../../../kernel/outbox/letters';
import { ActivityLog } from '../../activity/activity.log';
import { TemplateRows } from './templates.queries';

/** A kind of mail in one language of the interface. */
export interface TemplatePlace {
  readonly kind: LetterKind;
  readonly language: string;
}

export const TEMPLATES_PATH = '/admin/settings/mail';
export const templatePath = ({ kind, language }: TemplatePlace): string => `${TEMPLATES_PATH}/${kind.kind}/${language}`;

/** Changes the words of mails, and which kinds are sent (MAIL-1). */
@Injectable()
export class TemplatesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly activity: ActivityLog,
    private readonly clock: Clock,
    private readonly letters: Letters,
    private readonly rows: TemplateRows,
  ) {}

  /** @throws FieldRefused for a merge field the kind does not have; ChangedMeanwhile when somebody else saved since `version` */
  save(actor: StaffActor, post: Post, place: TemplatePlace, { subject, body }: LetterWords, version: number): Promise<string> {
    this.refuseUnknown(place.kind, 'subject', subject);
    this.refuseUnknown(place.kind, 'body', body);
    return oncePerPost(this.dataSource, post, async (tx) => {
      const { kind, language } = place;
      const before = (await this.rows.find(kind.kind, language, tx)) ?? { ...this.letters.builtIn(kind.kind, language), version: 0 };
      const same = before.subject === subject && before.body === body;
      if (same && before.version === version) return templatePath(place);
      const by = { staffId: actor.id, now: this.clock.now() };
      if (!(await this.rows.save(tx, { kind: kind.kind, language }, { subject, body }, version, by))) throw new ChangedMeanwhile();
      await this.record(tx, actor, place, 'changed', { subject: [before.subject, subject], body: [before.body, body] });
      return templatePath(place);
    });
  }

  /** Goes back to the built-in words. @throws Conflict when somebody else saved since `version` */
  reset(actor: StaffActor, post: Post, place: TemplatePlace, version: number): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      const before = await this.rows.find(place.kind.kind, place.language, tx);
      if (!before) return templatePath(place);
      if (!(await this.rows.remove(tx, place.kind.kind, place.language, version))) throw new Conflict({ key: 'mail.templates.changedMeanwhile' });
      const { subject, body } = this.letters.builtIn(place.kind.kind, place.language);
      await this.record(tx, actor, place, 'reset', { subject: [before.subject, subject], body: [before.body, body] });
      return templatePath(place);
    });
  }

  /** Switches a kind on or off. @throws Refused for kinds that are always sent */
  turn(actor: StaffActor, post: Post, kind: LetterKind, on: boolean): Promise<string> {
    if (!kind.maySwitchOff) throw new Refused({ key: 'mail.templates.alwaysSent' });
    return oncePerPost(this.dataSource, post, async (tx) => {
      if (await this.rows.turn(tx, kind.kind, on, this.clock.now())) await this.record(tx, actor, { kind, language: '' }, on ? 'switchedOn' : 'switchedOff');
      return TEMPLATES_PATH;
    });
  }

  private refuseUnknown(kind: LetterKind, field: 'subject' | 'body', text: string): void {
    const known = this.letters.fieldsOf(kind);
    const unknown = fieldNames(text).find((name) => !known.includes(name));
    if (unknown !== undefined) throw new FieldRefused(field, { key: 'mail.templates.unknownField', params: { name: `{${unknown}}`, known: known.map((name) => `{${name}}`).join(' ') } });
  }

  private record(tx: EntityManager, actor: StaffActor, { kind, language }: TemplatePlace, verb: string, changes?: Record<string, [string, string]>): Promise<void> {
    const name = language ? `${kind.kind} (${language})` : kind.kind;
    return this.activity.record(tx, { actor, at: this.clock.now(), action: `mail_template.${verb}`, subject: { kind: 'mail_template', id: null, name }, changes });
  }
}
