import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Secret addresses of calendars (REM-4): one a person, known to it alone, since its digest is all that is kept. */
export class CreateStaffCalendars1764000003410 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS staff_calendars (
        staff_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
        token_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        created_at DATETIME(6) NOT NULL,
        read_at DATETIME(6) NULL,
        UNIQUE KEY staff_calendars_token (token_hash),
        CONSTRAINT staff_calendars_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS staff_calendars');
  }
}
