import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** A process that runs the timetable. */
export interface JobNode {
  readonly id: string;
  /** Name of its machine. */
  readonly node: string;
  readonly startedAt: Date;
  readonly seenAt: Date;
  /** When it was told to stop; null while it runs, or when it ended without a word. */
  readonly stoppedAt: Date | null;
}

/** The processes that run the timetable, each with a row that it refreshes. */
@Injectable()
export class JobNodes {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async seen(id: string, node: string, startedAt: Date, now: Date): Promise<void> {
    await this.dataSource.query(
      'INSERT INTO job_nodes (id, node, started_at, seen_at) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE seen_at = VALUES(seen_at)',
      [id, node, startedAt, now],
    );
  }

  async stopped(id: string, now: Date): Promise<void> {
    await this.dataSource.query('UPDATE job_nodes SET seen_at = ?, stopped_at = ? WHERE id = ?', [now, now, id]);
  }

  /** Those heard of since `since`, the latest first. */
  since(since: Date): Promise<JobNode[]> {
    return this.dataSource.query('SELECT id, node, started_at AS startedAt, seen_at AS seenAt, stopped_at AS stoppedAt FROM job_nodes WHERE seen_at > ? ORDER BY seen_at DESC LIMIT 50', [since]);
  }

  /** When any of them was heard of last. */
  async latest(): Promise<JobNode | null> {
    const rows: JobNode[] = await this.dataSource.query('SELECT id, node, started_at AS startedAt, seen_at AS seenAt, stopped_at AS stoppedAt FROM job_nodes ORDER BY seen_at DESC LIMIT 1');
    return rows[0] ?? null;
  }
}
