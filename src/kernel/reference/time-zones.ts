const ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
const KNOWN: ReadonlySet<string> = new Set(ZONES);

/** IANA names, UTC first, else by continent and city. */
export function timeZones(): readonly string[] {
  return ZONES;
}

/** Listed, or a name Intl takes as another spelling ("Asia/Calcutta"). */
export function isTimeZone(name: string): boolean {
  if (KNOWN.has(name)) return true;
  if (!/^[A-Za-z0-9_+/-]{1,64}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
