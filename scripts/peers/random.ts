/** Chance that can be had again: the same seed, the same run. */
import { randomFrom } from "./mutate.ts";

export function random(seed: number) {
  const next = randomFrom(seed);
  return {
    below: (limit: number) => Math.floor(next() * limit),
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
    chance: (share: number) => next() < share,
  };
}
