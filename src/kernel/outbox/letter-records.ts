import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../access/actor';
import type { MergeValues } from './letter-values';

/** What a letter can be about. */
export type RecordKind = 'staff' | 'contact' | 'customer';

export interface LetterRecord {
  readonly id: string;
  /** What people call it. */
  readonly label: string;
}

/** Real records of one kind, for previews of letters (MAIL-1): only those that the actor may see. */
export interface LetterRecordSource {
  /** A few: those that fit `text`, else the newest. */
  find(actor: StaffActor, text: string, limit: number): Promise<LetterRecord[]>;
  /** Merge values by name, with `recipient_name` where the record is who the letter goes to; null when there is none that the actor may see. */
  values(actor: StaffActor, id: string): Promise<MergeValues | null>;
}

/** The modules that own records say here how letters about them look. */
@Injectable()
export class LetterRecords {
  private readonly sources = new Map<RecordKind, LetterRecordSource>();

  add(kind: RecordKind, source: LetterRecordSource): void {
    this.sources.set(kind, source);
  }

  of(kind: RecordKind): LetterRecordSource | null {
    return this.sources.get(kind) ?? null;
  }
}
