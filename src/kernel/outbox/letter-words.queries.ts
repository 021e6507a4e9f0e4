import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { LetterWords } from './letters';

/** What administrators made of the kinds of letters, as it is at one moment. */
export interface LetterChanges {
  isOff(kind: string): boolean;
  /** Changed words, or null for the built-in ones. @param language a language of the interface */
  words(kind: string, language: string): LetterWords | null;
}

/** Reads which kinds are switched off and whose words were changed. */
@Injectable()
export class LetterChangesRows {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** All of it: a few rows, read once for a batch of mails. */
  async read(): Promise<LetterChanges> {
    const changed: { kind: string; language: string; subject: string; body: string }[] = await this.dataSource.query('SELECT kind, language, subject, body FROM mail_templates');
    const off: { kind: string }[] = await this.dataSource.query('SELECT kind FROM mail_kinds_off');
    const words = new Map(changed.map(({ kind, language, subject, body }) => [`${kind} ${language}`, { subject, body }]));
    const kindsOff = new Set(off.map(({ kind }) => kind));
    return { isOff: (kind) => kindsOff.has(kind), words: (kind, language) => words.get(`${kind} ${language}`) ?? null };
  }

  async isOff(tx: EntityManager, kind: string): Promise<boolean> {
    const rows: unknown[] = await tx.query('SELECT 1 FROM mail_kinds_off WHERE kind = ?', [kind]);
    return rows.length > 0;
  }
}
