// Loaded before a node whose loop a fault holds up: SIGWINCH, which nothing else listens to, keeps it busy for SLOW_LOOP_MS.
process.on('SIGWINCH', () => {
  const until = process.hrtime.bigint() + BigInt(process.env.SLOW_LOOP_MS) * 1_000_000n;
  while (process.hrtime.bigint() < until);
});
