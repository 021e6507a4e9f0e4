import { isId } from '../../../kernel/http/id-param';
import { dateOf, instantOf, plusDays, wallAt, wallTime } from '../../../kernel/time/wall-time';
import { withQuery } from '../../../kernel/views/address';

export const OWN_PATH = '/admin/reminders';
/** `open` is the three after it together. */
export const OWN_TABS = ['open', 'overdue', 'today', 'upcoming', 'done'] as const;
export type OwnTab = (typeof OWN_TABS)[number];
export type Section = 'overdue' | 'today' | 'upcoming';

/** A reminder's place in the list: its time and its id. */
export interface Place {
  readonly at: Date;
  readonly id: string;
}

/** What the address of the list asks for. */
export interface OwnListRequest {
  readonly tab: OwnTab;
  readonly q: string;
  /** A colleague's list, for administrators; null: one's own. */
  readonly staffId: string | null;
  readonly after: Place | null;
}

/** Reads the address; what it does not know counts as not said. */
export function readOwnList({ tab, q, staff, after }: Record<string, unknown>): OwnListRequest {
  return {
    tab: OWN_TABS.find((known) => known === tab) ?? 'open',
    q: typeof q === 'string' ? q.trim().slice(0, 200) : '',
    staffId: isId(staff) ? staff : null,
    after: readPlace(after),
  };
}

/** The address of the list as `request` with some of it changed; from its first page unless `after` is given. */
export function ownListAddress(request: OwnListRequest, changed: Partial<OwnListRequest> = {}): string {
  const { tab, q, staffId, after } = { ...request, after: null, ...changed };
  return withQuery(OWN_PATH, { tab: tab === 'open' ? null : tab, q, staff: staffId, after: after && `${after.at.getTime()}.${after.id}` });
}

function readPlace(text: unknown): Place | null {
  const match = typeof text === 'string' ? /^(\d{1,14})\.(\d{1,19})$/.exec(text) : null;
  return match && isId(match[2]) ? { at: new Date(Number(match[1])), id: match[2] } : null;
}

/** From when on, and before when, the reminders of a section stand: due before now, until midnight in `zone`, later. */
export function boundsOf(tab: Exclude<OwnTab, 'done'>, zone: string, now: Date): { from: Date | null; before: Date | null } {
  const midnight = endOfToday(zone, now);
  return {
    open: { from: null, before: null }, overdue: { from: null, before: now }, today: { from: now, before: midnight }, upcoming: { from: midnight, before: null },
  }[tab];
}

export function sectionOf(at: Date, zone: string, now: Date): Section {
  if (at < now) return 'overdue';
  return at < endOfToday(zone, now) ? 'today' : 'upcoming';
}

function endOfToday(zone: string, now: Date): Date {
  return instantOf(plusDays(wallTime(dateOf(wallAt(now, zone)), '00:00'), 1), zone);
}
