import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { isId } from '../../../kernel/http/id-param';
import type { LetterBlock } from '../../../kernel/outbox/letter-text';
import { LetterRecords, type LetterRecord } from '../../../kernel/outbox/letter-records';
import type { MergeValues } from '../../../kernel/outbox/letter-values';
import { Letters, type LetterKind, type LetterWords } from '../../../kernel/outbox/letters';
import type { TemplatePlace } from './templates.service';

/** What the preview is made with. */
export interface PreviewWish {
  readonly record: string | null;
  readonly find: string | null;
}

export interface Preview {
  readonly subject: string;
  readonly blocks: readonly LetterBlock[];
  /** Records to choose from; null: there are none of that kind. */
  readonly records: readonly LetterRecord[] | null;
  /** The chosen one; empty: sample values. */
  readonly record: string;
}

const OFFERED = 12;

/** Shows a mail as it would be, with sample values or with a record that the actor may see (MAIL-1, A3). */
@Injectable()
export class TemplatePreview {
  constructor(
    private readonly letters: Letters,
    private readonly records: LetterRecords,
  ) {}

  async of(actor: StaffActor, { kind, language }: TemplatePlace, words: LetterWords, { record, find }: PreviewWish): Promise<Preview> {
    const source = this.records.of(kind.about ?? kind.audience);
    const records = source ? await source.find(actor, find ?? '', OFFERED) : null;
    const chosen = await this.valuesOf(actor, kind, record);
    const { recipient_name: recipientName = actor.name, ...values } = { ...this.letters.samples(kind), ...chosen };
    const link = this.letters.linkOf(kind.kind, null);
    const { subject, blocks } = this.letters.read({ kind: kind.kind, language, recipientName: String(recipientName), values, link, words });
    return { subject, blocks, records, record: chosen ? (record ?? '') : '' };
  }

  /** Values for a test mail: samples, with those of the record over them. */
  async values(actor: StaffActor, kind: LetterKind, record: string | null): Promise<MergeValues> {
    const { recipient_name: _recipient, ...values } = (await this.valuesOf(actor, kind, record)) ?? {};
    const fields = Object.keys(kind.fields ?? {});
    return { ...this.letters.samples(kind), ...Object.fromEntries(Object.entries(values).filter(([name]) => fields.includes(name))) };
  }

  private async valuesOf(actor: StaffActor, kind: LetterKind, record: string | null): Promise<MergeValues | null> {
    const source = this.records.of(kind.about ?? kind.audience);
    return source && isId(record) ? source.values(actor, record) : null;
  }
}
