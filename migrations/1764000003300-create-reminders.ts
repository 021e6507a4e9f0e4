import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Reminders and their occurrences. `wake_at`, when the scheduler has something to do with one, and `shown_at`, where it stands
 * in lists, follow from the other columns and are computed by the database, so that no change forgets them.
 */
export class CreateReminders1764000003300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS reminders (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        customer_id BIGINT UNSIGNED NOT NULL,
        staff_id BIGINT UNSIGNED NOT NULL,
        created_by_id BIGINT UNSIGNED NULL,
        kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'plain',
        quiet_days SMALLINT UNSIGNED NULL,
        body VARCHAR(1000) NOT NULL,
        also_by_mail TINYINT(1) NOT NULL DEFAULT 0,
        recurrence JSON NULL,
        zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        starts_local DATETIME NOT NULL,
        next_local DATETIME NULL,
        next_at DATETIME(6) NULL,
        snoozed_until DATETIME(6) NULL,
        open_at DATETIME(6) NULL,
        open_late TINYINT(1) NOT NULL DEFAULT 0,
        state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'open',
        paused TINYINT(1) NOT NULL DEFAULT 0,
        version INT UNSIGNED NOT NULL DEFAULT 1,
        lease_token CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
        lease_until DATETIME(6) NULL,
        created_at DATETIME(6) NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        deleted_at DATETIME(6) NULL,
        deletion_id BIGINT UNSIGNED NULL,
        wake_at DATETIME(6) GENERATED ALWAYS AS (
          IF(state = 'open' AND paused = 0 AND deleted_at IS NULL, LEAST(COALESCE(next_at, snoozed_until), COALESCE(snoozed_until, next_at)), NULL)
        ) STORED,
        shown_at DATETIME(6) GENERATED ALWAYS AS (
          IF(state = 'open' AND paused = 0 AND deleted_at IS NULL, COALESCE(open_at, snoozed_until, next_at), NULL)
        ) STORED,
        KEY reminders_wake (wake_at, id),
        KEY reminders_own (staff_id, shown_at, id),
        KEY reminders_customer (customer_id, deleted_at, state, id),
        KEY reminders_created_by (created_by_id),
        KEY reminders_deletion (deletion_id),
        CONSTRAINT reminders_kind CHECK (kind IN ('plain', 'not_contacted')),
        CONSTRAINT reminders_state CHECK (state IN ('open', 'done')),
        CONSTRAINT reminders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
        CONSTRAINT reminders_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE RESTRICT,
        CONSTRAINT reminders_created_by FOREIGN KEY (created_by_id) REFERENCES staff (id) ON DELETE SET NULL,
        CONSTRAINT reminders_deletion FOREIGN KEY (deletion_id) REFERENCES deletions (id) ON DELETE RESTRICT
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS reminder_occurrences (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        reminder_id BIGINT UNSIGNED NOT NULL,
        staff_id BIGINT UNSIGNED NOT NULL,
        due_at DATETIME(6) NOT NULL,
        due_local DATETIME NULL,
        delivered_at DATETIME(6) NULL,
        late TINYINT(1) NOT NULL DEFAULT 0,
        done_at DATETIME(6) NULL,
        done_by_id BIGINT UNSIGNED NULL,
        UNIQUE KEY reminder_occurrences_once (reminder_id, due_at),
        KEY reminder_occurrences_done (staff_id, done_at, id),
        KEY reminder_occurrences_done_by (done_by_id),
        CONSTRAINT reminder_occurrences_reminder FOREIGN KEY (reminder_id) REFERENCES reminders (id) ON DELETE CASCADE,
        CONSTRAINT reminder_occurrences_staff FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE RESTRICT,
        CONSTRAINT reminder_occurrences_done_by FOREIGN KEY (done_by_id) REFERENCES staff (id) ON DELETE SET NULL
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS reminder_occurrences');
    await queryRunner.query('DROP TABLE IF EXISTS reminders');
  }
}
