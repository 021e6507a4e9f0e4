import { sha256 } from '../../../kernel/auth/digest';
import type { TypedSteps } from '../../customers/customer-snapshot';
import { differences } from '../../customers/steps/customer-conflict';
import type { ConflictRow, ConflictWords } from '../../customers/steps/customer-conflict.words';
import type { ChangeRequest } from './change-requests.queries';

/** The fields a request changes, in words; @param now how the customer stands. */
export async function requestRows(words: ConflictWords, { before, after }: Pick<ChangeRequest, 'before' | 'after'>, now: TypedSteps, language: string): Promise<ConflictRow[]> {
  return words.rows(differences(before, after, now).filter(({ kind }) => kind !== 'theirs'), language);
}

/** Names how the customer stood when somebody decided, so that nothing unseen is written over. */
export function seenOf(now: TypedSteps): string {
  return sha256(JSON.stringify(now));
}

/** What `views/area/change-requests/index.hbs` shows. */
export function listModel(requests: readonly ChangeRequest[]) {
  const tone = { waiting: 'warn', approved: 'ok', refused: 'bad', withdrawn: '' };
  return {
    requests: requests.map(({ id, customer, contactName, state, createdAt, decidedBy }) => ({
      id, customer, contactName, createdAt, decidedBy, state: { key: `area.requests.states.${state}` }, tone: tone[state],
    })),
  };
}
