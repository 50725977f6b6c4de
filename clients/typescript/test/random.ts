/** A seeded random generator: the same seed gives the same run. */

export type Random = () => number;

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Return an integer from 0 to `end` - 1. */
export function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}

const WORDS = ["`TaskGroup`은", "나머지를 취소한다", "🧵", "\u{20000}", "ẞ → é", "e\u0301", "\n\n", "**bold**", "plain words", "👩‍👩‍👧"];

/** Text of 400 words that does not compress well. */
export function words(random: Random): string {
  const some = Array.from({ length: 400 }, () => WORDS[below(random, WORDS.length)]);
  return `## What I learned\n\n${some.join(" ")}\n\nThe end.\n`;
}
