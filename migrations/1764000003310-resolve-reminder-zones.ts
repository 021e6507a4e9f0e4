import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In which zone, and by which zone database, somebody's reminders were last resolved. */
export class ResolveReminderZones1764000003310 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS reminder_zones (
        staff_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
        zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        zone_database VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        CONSTRAINT reminder_zones_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE CASCADE
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS reminder_zones');
  }
}
