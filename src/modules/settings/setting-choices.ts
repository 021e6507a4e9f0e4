import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Choice } from '../../kernel/views/form';

export interface ChoiceSource {
  options(): Promise<readonly Choice[]>;
  /** Whether there is such a row; it stays there until `tx` ends. */
  hold(tx: EntityManager, id: string): Promise<boolean>;
}

const NOTHING: ChoiceSource = { options: async () => [], hold: async () => false };

/** Where a setting names a row of a higher module, that module brings the choices when it starts. */
@Injectable()
export class SettingChoices {
  private readonly sources = new Map<'defaultGroupId', ChoiceSource>();

  add(setting: 'defaultGroupId', source: ChoiceSource): void {
    this.sources.set(setting, source);
  }

  of(setting: 'defaultGroupId'): ChoiceSource {
    return this.sources.get(setting) ?? NOTHING;
  }
}
