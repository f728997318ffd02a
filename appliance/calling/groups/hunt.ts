/** In which order the members of a hunt group ring (CA-18). Pure: chance and memory come in as arguments. */

export const huntStrategies = ["linear", "circular", "longest-idle", "simultaneous", "weighted"] as const;
export type HuntStrategy = (typeof huntStrategies)[number];

export interface GroupMember {
  personId: string;
  /** Of a weighted group: how often they are first, in proportion. */
  weight: number;
  /** Takes part in the hunt now. */
  loggedIn: boolean;
}

export interface HuntMemory {
  /** Who was first last time. */
  lastFirst: string | undefined;
  /** When each member's last call of the group ended, milliseconds since the epoch. */
  lastCall: ReadonlyMap<string, number>;
}

/** @param random in [0, 1) */
export function huntTurns(
  strategy: HuntStrategy,
  members: readonly GroupMember[],
  memory: HuntMemory,
  random: () => number,
): string[][] {
  const present = members.filter(({ loggedIn }) => loggedIn);
  const ids = present.map(({ personId }) => personId);
  switch (strategy) {
    case "linear":
      return ids.map((id) => [id]);
    case "simultaneous":
      return ids.length > 0 ? [ids] : [];
    case "circular": {
      const start = (ids.indexOf(memory.lastFirst ?? "") + 1) % Math.max(1, ids.length);
      return [...ids.slice(start), ...ids.slice(0, start)].map((id) => [id]);
    }
    case "longest-idle": {
      const since = (id: string) => memory.lastCall.get(id) ?? 0;
      return ids.toSorted((a, b) => since(a) - since(b)).map((id) => [id]);
    }
    case "weighted":
      return drawn(present, random).map((id) => [id]);
  }
}

/** Without replacement, each next one in proportion to the weights that are left. */
function drawn(members: readonly GroupMember[], random: () => number): string[] {
  const left = [...members];
  const order: string[] = [];
  while (left.length > 0) {
    let point = random() * left.reduce((sum, { weight }) => sum + weight, 0);
    const index = left.findIndex(({ weight }) => {
      point -= weight;
      return point < 0;
    });
    const [taken] = left.splice(index < 0 ? left.length - 1 : index, 1);
    if (taken) order.push(taken.personId);
  }
  return order;
}
