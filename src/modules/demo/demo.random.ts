/**
 * A small seeded generator (splitmix32): the same seed gives the same sequence on every machine.
 * Not for secrets. Fast because a million rows take some forty numbers each.
 */
export class DemoRandom {
  private state: number;

  constructor(seed: number) {
    // Neighbouring indexes must not give neighbouring sequences, so the seed is scattered first.
    this.state = Math.imul(seed ^ (seed >>> 16) ^ 0x5bf03635, 0x9e3779b1) | 0;
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let z = this.state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return Math.floor((((z ^ (z >>> 15)) >>> 0) / 4294967296) * below);
  }

  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** Fills a pattern: `#` is a digit, `X` a digit from 1 to 9, `N` a digit from 2 to 9, `@` a capital letter. */
  fill(pattern: string): string {
    let text = '';
    for (let i = 0; i < pattern.length; i++) {
      const c = pattern.charCodeAt(i);
      if (c === 35) text += this.below(10);
      else if (c === 88) text += 1 + this.below(9);
      else if (c === 78) text += 2 + this.below(8);
      else if (c === 64) text += 'ABCDEFGHJKLMNPRSTUVWXYZ'.charAt(this.below(23));
      else text += pattern.charAt(i);
    }
    return text;
  }
}
