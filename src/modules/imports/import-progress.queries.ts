import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { randomHex } from '../../kernel/auth/digest';
import { loadRows, type Cell } from '../../kernel/db/bulk-load';
import type { Message } from '../../kernel/i18n/message';
import { VERDICTS, type CheckResult, type Counts, type ImportPhase, type ImportState } from './import';
import type { Outcome } from './import-plan';

const LEASE_MS = 60_000;
/** Of the dry run, lines that simply come in are kept for so many of the first; all others are kept. */
const SHOWN_LINES = 1000;

/** Another node has the import by now; what this one was about to store is rolled back. */
export class LeaseLost extends Error {}

/** A node's hold on an import. */
export interface Lease {
  readonly id: string;
  readonly token: string;
}

interface Affected {
  affectedRows: number;
}

const COUNT_COLUMNS = { created: 'created_count', updated: 'updated_count', unchanged: 'unchanged_count', contact: 'contact_count', duplicate: 'duplicate_count', refused: 'refused_count' } as const;

/** Who works on an import, and how far it is. Every change is conditional on the lease, so a node that was thought dead stores nothing. */
@Injectable()
export class ImportProgress {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Imports nobody works on, oldest first. */
  async waiting(now: Date, limit: number): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query(
      "SELECT id FROM imports WHERE state IN ('checking', 'importing') AND (lease_until IS NULL OR lease_until < ?) ORDER BY id LIMIT ?",
      [now, limit],
    );
    return rows.map(({ id }) => String(id));
  }

  /** Takes an import; of several nodes one gets it. */
  async take(id: string, now: Date): Promise<Lease | null> {
    const token = randomHex(16);
    const result: Affected = await this.dataSource.query(
      "UPDATE imports SET lease_token = ?, lease_until = ? WHERE id = ? AND state IN ('checking', 'importing') AND (lease_until IS NULL OR lease_until < ?)",
      [token, new Date(now.getTime() + LEASE_MS), id, now],
    );
    return result.affectedRows === 1 ? { id, token } : null;
  }

  async renew(lease: Lease, now: Date): Promise<void> {
    await this.hold(this.dataSource.manager, lease, 'lease_until = ?', [new Date(now.getTime() + LEASE_MS)]);
  }

  /** Lets another node go on at once, or after `pauseMs`. */
  async release(lease: Lease, now: Date, pauseMs = 0): Promise<void> {
    await this.hold(this.dataSource.manager, lease, 'lease_token = NULL, lease_until = ?', [pauseMs > 0 ? new Date(now.getTime() + pauseMs) : null]).catch((error: unknown) => {
      if (!(error instanceof LeaseLost)) throw error;
    });
  }

  /** Notes a failure. @returns how many there were in a row. */
  async countAttempt(lease: Lease): Promise<number> {
    await this.hold(this.dataSource.manager, lease, 'attempts = attempts + 1', []);
    const rows: { attempts: number }[] = await this.dataSource.query('SELECT attempts FROM imports WHERE id = ?', [lease.id]);
    return Number(rows[0].attempts);
  }

  /** Writes what became of a batch's rows and how far the import is, in the transaction that stored them. */
  async store(tx: EntityManager, lease: Lease, phase: ImportPhase, batch: { outcomes: readonly Outcome[]; customers: ReadonlyMap<number, string>; counts: Counts; lastLine: number; now: Date }): Promise<void> {
    const sets = VERDICTS.map((verdict) => `${COUNT_COLUMNS[verdict]} = ${COUNT_COLUMNS[verdict]} + ?`).join(', ');
    await this.hold(tx, lease, `last_line = ?, attempts = 0, lease_until = ?, updated_at = ?, ${sets}`, [
      batch.lastLine, new Date(batch.now.getTime() + LEASE_MS), batch.now, ...VERDICTS.map((verdict) => batch.counts[verdict]),
    ]);
    const kept = phase === 'run' ? batch.outcomes : batch.outcomes.filter(({ row, verdict }) => row.line <= SHOWN_LINES || (verdict !== 'created' && verdict !== 'unchanged'));
    const rows = kept.map((outcome) => rowOf(lease.id, phase, outcome, batch.customers));
    await loadRows(tx, 'import_rows', 'import_id, phase, line, verdict, customer_id, name, city, reasons, cells, before_image', rows, 'refused');
  }

  async finishCheck(lease: Lease, result: CheckResult, unknownCountries: readonly (readonly [string, number])[], now: Date): Promise<void> {
    await this.hold(this.dataSource.manager, lease, "state = 'checked', checked = ?, total = ?, unknown_countries = ?, lease_token = NULL, lease_until = NULL, updated_at = ?", [
      JSON.stringify(result), result.total, JSON.stringify(unknownCountries), now,
    ]);
  }

  async finishRun(tx: EntityManager, lease: Lease, now: Date): Promise<void> {
    await this.hold(tx, lease, "state = 'done', finished_at = ?, updated_at = ?, lease_token = NULL, lease_until = NULL", [now, now]);
  }

  /** The file cannot be read, or the import cannot go on; what is stored stays. */
  async stop(lease: Lease, state: Extract<ImportState, 'refused' | 'failed'>, refusal: Message, now: Date): Promise<void> {
    await this.hold(this.dataSource.manager, lease, 'state = ?, refusal = ?, finished_at = ?, updated_at = ?, lease_token = NULL, lease_until = NULL', [state, JSON.stringify(refusal), now, now]);
  }

  private async hold(manager: EntityManager, { id, token }: Lease, set: string, params: readonly unknown[]): Promise<void> {
    const result: Affected = await manager.query(`UPDATE imports SET ${set} WHERE id = ? AND lease_token = ?`, [...params, id, token]);
    if (result.affectedRows !== 1) throw new LeaseLost(`import ${id}`);
  }
}

function rowOf(importId: string, phase: ImportPhase, { row, verdict, reasons, before, customer }: Outcome, customers: ReadonlyMap<number, string>): Cell[] {
  const left = verdict === 'refused' || verdict === 'duplicate';
  const named = phase === 'check' || left ? nameOf(row.read?.customer) : null;
  const id = phase === 'run' ? (customers.get(row.line) ?? null) : customer && 'id' in customer ? customer.id : null;
  return [
    importId, phase, row.line, verdict, id, named?.slice(0, 120) ?? null, phase === 'check' || left ? (row.read?.customer.city?.slice(0, 60) ?? null) : null,
    reasons.length > 0 ? JSON.stringify(reasons) : null, left ? JSON.stringify(row.cells) : null, before && phase === 'run' ? JSON.stringify(before) : null,
  ];
}

function nameOf(customer: { company_name?: string | null; first_name?: string | null; last_name?: string | null } | undefined): string | null {
  return customer?.company_name || [customer?.first_name, customer?.last_name].filter(Boolean).join(' ') || null;
}
