/** What an address may ask of a space. */

const panels = ["people", "files", "boards"] as const;
export type Panel = (typeof panels)[number];

/** What stands beside the conversation; it is part of the address, so that Back closes it. */
export interface Beside {
  panel?: Panel;
  /** Id of the message whose thread it is. */
  thread?: string;
}

export interface SpaceSearch extends Beside {
  /** Id of the message to be shown in the middle. */
  message?: string;
}

/** Whatever is no such thing is left out. */
export function readSpaceSearch({ message, thread, panel }: Record<string, unknown>): SpaceSearch {
  const known = panels.find((name) => name === panel);
  return {
    ...(typeof message === "string" && { message }),
    ...(typeof thread === "string" && { thread }),
    ...(known && { panel: known }),
  };
}
