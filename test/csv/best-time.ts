/** The shortest of a few runs, in milliseconds: what the work costs when nothing else is running. */
export function bestTime(work: () => void): number {
  let best = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
