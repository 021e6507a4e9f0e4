import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The tables of the customers' search index; what each is for stands in src/kernel/search/search.index.ts.
 * Texts are normalised by the application and held as UTF-8 bytes: compared byte by byte, which is right and several times
 * cheaper than any collation.
 */
export class CreateSearch1764000000500 implements MigrationInterface {
  name = 'CreateSearch1764000000500';

  async up(runner: QueryRunner): Promise<void> {
    const table = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4';
    await runner.query(`CREATE TABLE IF NOT EXISTS customer_search_texts (
      subject_id BIGINT NOT NULL,
      body MEDIUMBLOB NOT NULL,
      PRIMARY KEY (subject_id)
    ) ${table}`);
    await runner.query(`CREATE TABLE IF NOT EXISTS customer_search_words (
      w VARBINARY(160) NOT NULL,
      subject_id BIGINT NOT NULL,
      PRIMARY KEY (w, subject_id)
    ) ${table}`);
    await runner.query(`CREATE TABLE IF NOT EXISTS customer_search_suffixes (
      s VARBINARY(160) NOT NULL,
      w VARBINARY(160) NOT NULL,
      PRIMARY KEY (s, w)
    ) ${table}`);
    await runner.query(`CREATE TABLE IF NOT EXISTS customer_search_codes (
      kind TINYINT NOT NULL,
      s VARBINARY(256) NOT NULL,
      prev VARBINARY(4) NOT NULL,
      subject_id BIGINT NOT NULL,
      PRIMARY KEY (kind, s, prev, subject_id)
    ) ${table}`);
    await runner.query(`CREATE TABLE IF NOT EXISTS customer_search_pending (
      subject_id BIGINT NOT NULL,
      PRIMARY KEY (subject_id)
    ) ${table}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const part of ['pending', 'codes', 'suffixes', 'words', 'texts']) await runner.query(`DROP TABLE IF EXISTS customer_search_${part}`);
  }
}
