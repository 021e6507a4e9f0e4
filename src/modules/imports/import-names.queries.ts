import type { DataSource, EntityManager } from 'typeorm';

const REMEMBERED = 10_000;

/**
 * Ids of groups or products by their name, compared as the database compares (GRP-1: no two groups of one name).
 * Names are remembered for the whole file; `forget` when a row turned out to be gone.
 */
export class NamedRows {
  private readonly ids = new Map<string, string | null>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly table: 'customer_groups' | 'products',
  ) {}

  /** The id, or null when there is none of that name. Known after `look`. */
  idOf(name: string): string | null {
    return this.ids.get(name) ?? null;
  }

  async look(names: Iterable<string>): Promise<void> {
    // A group that is being deleted is the one its members move to (GRP-3).
    const id = this.table === 'customer_groups' ? 'COALESCE(moving_to_id, id)' : 'id';
    for (const name of new Set(names)) {
      if (this.ids.has(name)) continue;
      const rows: { id: string }[] = await this.dataSource.query(`SELECT ${id} AS id FROM ${this.table} WHERE name = ? LIMIT 1`, [name]);
      if (this.ids.size >= REMEMBERED) this.ids.clear();
      this.ids.set(name, rows.length > 0 ? String(rows[0].id) : null);
    }
  }

  forget(): void {
    this.ids.clear();
  }

  /** Forgets which names are nobody's: groups of that name have just been stored. */
  forgetMissing(): void {
    for (const [name, id] of this.ids) if (id === null) this.ids.delete(name);
  }

  /** Makes a group, unless somebody was quicker. @returns whether it was made here. */
  async addGroup(tx: EntityManager, name: string, now: Date): Promise<{ id: string; made: boolean }> {
    const result: { affectedRows: number } = await tx.query('INSERT IGNORE INTO customer_groups (name, created_at, updated_at) VALUES (?, ?, ?)', [name, now, now]);
    const rows: { id: string }[] = await tx.query('SELECT COALESCE(moving_to_id, id) AS id FROM customer_groups WHERE name = ?', [name]);
    return { id: String(rows[0].id), made: result.affectedRows === 1 };
  }
}
