import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { oncePerPost, type Post } from '../../../kernel/http/post';

/** What each member of staff keeps of the list. Read with everything around the rows (`CustomerFilterQueries`). */
@Injectable()
export class ListPreferences {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @param columns null: the usual ones again. @param back where to go on. */
  keepColumns(actor: StaffActor, post: Post, columns: readonly string[] | null, back: string): Promise<string> {
    return oncePerPost(this.dataSource, post, async (tx) => {
      if (columns === null) await tx.query("DELETE FROM list_preferences WHERE staff_id = ? AND list = 'customers'", [actor.id]);
      else {
        await tx.query("INSERT INTO list_preferences (staff_id, list, columns) VALUES (?, 'customers', ?) ON DUPLICATE KEY UPDATE columns = VALUES(columns)", [actor.id, JSON.stringify(columns)]);
      }
      return back;
    });
  }
}
