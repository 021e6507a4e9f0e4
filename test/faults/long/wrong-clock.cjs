// Loaded before a node whose machine is told the wrong time: Date is off by WRONG_CLOCK_MS, the monotonic clock is not.
const off = Number(process.env.WRONG_CLOCK_MS);
const { now } = Date;
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...args) {
    super(...(args.length === 0 ? [now() + off] : args));
  }

  static now() {
    return now() + off;
  }
};
