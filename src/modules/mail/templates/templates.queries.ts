import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { isDuplicate } from '../../../kernel/db/transaction';
import type { LetterWords } from '../../../kernel/outbox/letters';

/** Words that somebody has changed. */
export interface StoredTemplate extends LetterWords {
  readonly version: number;
  readonly updatedAt: Date;
  readonly updatedBy: string | null;
}

/** What was changed of the kinds of mail, by kind. */
export interface KindChanges {
  readonly off: ReadonlySet<string>;
  /** Languages whose words are not the built-in ones. */
  readonly languages: ReadonlyMap<string, readonly string[]>;
}

const FIND = `
  SELECT t.subject, t.body, t.version, t.updated_at AS updatedAt, s.name AS updatedBy FROM mail_templates t
  LEFT JOIN staff s ON s.id = t.updated_by_id WHERE t.kind = ? AND t.language = ?`;

/** Changed words and switched-off kinds. */
@Injectable()
export class TemplateRows {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async overview(): Promise<KindChanges> {
    const off: { kind: string }[] = await this.dataSource.query('SELECT kind FROM mail_kinds_off');
    const changed: { kind: string; language: string }[] = await this.dataSource.query('SELECT kind, language FROM mail_templates ORDER BY kind, language');
    const languages = new Map<string, string[]>();
    for (const { kind, language } of changed) languages.set(kind, [...(languages.get(kind) ?? []), language]);
    return { off: new Set(off.map(({ kind }) => kind)), languages };
  }

  async find(kind: string, language: string, manager: EntityManager = this.dataSource.manager): Promise<StoredTemplate | null> {
    const rows: StoredTemplate[] = await manager.query(FIND, [kind, language]);
    return rows[0] ?? null;
  }

  /** False when somebody else was there first. @param version what was read; 0: the built-in words */
  async save(tx: EntityManager, { kind, language }: { kind: string; language: string }, words: LetterWords, version: number, by: { staffId: string; now: Date }): Promise<boolean> {
    if (version === 0) return this.insert(tx, [kind, language, words.subject, words.body, by.now, by.staffId]);
    const result: { affectedRows: number } = await tx.query(
      'UPDATE mail_templates SET subject = ?, body = ?, version = version + 1, updated_at = ?, updated_by_id = ? WHERE kind = ? AND language = ? AND version = ?',
      [words.subject, words.body, by.now, by.staffId, kind, language, version],
    );
    return result.affectedRows === 1;
  }

  /** False when it was changed since `version`, or is gone. */
  async remove(tx: EntityManager, kind: string, language: string, version: number): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query('DELETE FROM mail_templates WHERE kind = ? AND language = ? AND version = ?', [kind, language, version]);
    return result.affectedRows === 1;
  }

  /** False when it was on or off already. */
  async turn(tx: EntityManager, kind: string, on: boolean, now: Date): Promise<boolean> {
    const result: { affectedRows: number } = on
      ? await tx.query('DELETE FROM mail_kinds_off WHERE kind = ?', [kind])
      : await tx.query('INSERT IGNORE INTO mail_kinds_off (kind, since) VALUES (?, ?)', [kind, now]);
    return result.affectedRows === 1;
  }

  private async insert(tx: EntityManager, values: unknown[]): Promise<boolean> {
    try {
      await tx.query('INSERT INTO mail_templates (kind, language, subject, body, updated_at, updated_by_id) VALUES (?, ?, ?, ?, ?, ?)', values);
      return true;
    } catch (error) {
      if (isDuplicate(error, 'PRIMARY')) return false;
      throw error;
    }
  }
}
