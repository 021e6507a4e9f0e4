import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateActivities1764000000070 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS activities (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        at DATETIME(6) NOT NULL,
        actor_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        actor_id BIGINT UNSIGNED NULL,
        actor_name VARCHAR(255) NOT NULL,
        action VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        subject_kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        subject_id BIGINT UNSIGNED NULL,
        subject_name VARCHAR(255) NOT NULL DEFAULT '',
        customer_id BIGINT UNSIGNED NULL,
        changes JSON NULL,
        request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
        ip VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
        KEY activities_customer (customer_id, id),
        KEY activities_subject (subject_kind, subject_id, id),
        KEY activities_actor (actor_kind, actor_id, id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS activities');
  }
}
