/** The same row of numbers in every process: a demo looks alike wherever it is made. */
let state = 20_251_107;

/** At least 0 and below 1 (splitmix32). */
export function random(): number {
  state = (state + 0x9e3779b9) | 0;
  let mixed = state ^ (state >>> 16);
  mixed = Math.imul(mixed, 0x21f0aaad);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

export const chance = (share: number): boolean => random() < share;

export function oneOf<T extends { weight: number }>(some: readonly T[]): T {
  let left = random() * some.reduce((sum, { weight }) => sum + weight, 0);
  for (const one of some) {
    left -= one.weight;
    if (left < 0) return one;
  }
  throw new Error("there is none");
}

/** About one for each of `mean`; of many the sum of some, since a small number would round to 0. */
export function poisson(mean: number): number {
  if (mean > 30) return poisson(30) + poisson(mean - 30);
  const end = Math.exp(-mean);
  let count = 0;
  for (let left = random(); left > end; left *= random()) count++;
  return count;
}

/** Around a middle, with a long tail. */
export const logNormal = (middle: number, spread: number): number =>
  middle *
  Math.exp(spread * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
