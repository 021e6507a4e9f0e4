import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateListPreferences1764000000170 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS list_preferences (
        staff_id BIGINT UNSIGNED NOT NULL,
        list VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        columns JSON NOT NULL,
        PRIMARY KEY (staff_id, list),
        CONSTRAINT list_preferences_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS saved_views (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        list VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        staff_id BIGINT UNSIGNED NOT NULL,
        shared TINYINT(1) NOT NULL DEFAULT 0,
        name VARCHAR(100) NOT NULL,
        query VARCHAR(2000) NOT NULL,
        version INT UNSIGNED NOT NULL DEFAULT 1,
        created_at DATETIME(6) NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        UNIQUE KEY saved_views_name (staff_id, list, name),
        KEY saved_views_shared (list, shared),
        CONSTRAINT saved_views_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS saved_views');
    await queryRunner.query('DROP TABLE IF EXISTS list_preferences');
  }
}
