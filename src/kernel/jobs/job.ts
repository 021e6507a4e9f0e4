/** Work driven by the clock. Shallow, safe to repeat and to run on several nodes at once. */
export interface Job {
  /** Name in the records, for example `clean-sessions`. What people read stands in `jobs.names` and `jobs.does` of the language files. */
  readonly name: string;
  /** Does what is due at `now` and answers how many it did. */
  run(now: Date): Promise<number>;
}

/** A line of the timetable. `every` is in seconds; occurrences lie on multiples of it since the epoch. */
export interface TimetableEntry {
  readonly job: Job;
  readonly everySeconds: number;
  /** Runs on every node: the job shares the work out by itself. Otherwise one node takes each occurrence. */
  readonly everyNode?: true;
}

/** The latest occurrence at `now`. */
export function latestOccurrence({ everySeconds }: Pick<TimetableEntry, 'everySeconds'>, now: Date): Date {
  return new Date(Math.floor(now.getTime() / 1000 / everySeconds) * everySeconds * 1000);
}
