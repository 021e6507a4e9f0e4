import { Injectable } from '@nestjs/common';
import { SYSTEM, type Actor } from '../../kernel/access/actor';
import type { Permission } from '../../kernel/access/permissions';
import { StaffActors } from '../staff/staff-actors.queries';
import type { Import } from './import';

/** In whose name rows are stored, with what it may do. */
export interface ImportActor {
  readonly actor: Actor;
  may(permission: Permission): boolean;
}

/** Staff as they are now: an import that runs for minutes asks again, and stops when the right is gone. */
@Injectable()
export class ImportActors {
  constructor(private readonly staff: StaffActors) {}

  /** @returns null when the person is gone, inactive, or may not import any more. */
  async of(record: Pick<Import, 'startedBy' | 'staffId'>): Promise<ImportActor | null> {
    if (record.startedBy === 'system') return { actor: SYSTEM, may: () => true };
    const staff = record.staffId === null ? null : await this.staff.load(record.staffId);
    return staff?.may('customers.import') ? { actor: staff, may: (permission) => staff.may(permission) } : null;
  }
}
