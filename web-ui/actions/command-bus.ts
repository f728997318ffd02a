/** Who carries out which command now: components say what they can do while they are on the screen. */
import { createContext, useContext, useEffect, useRef } from "react";
import type { CommandId } from "./catalogue.ts";

export type Handlers = Partial<Record<CommandId, (() => void) | undefined>>;

export class CommandBus {
  /** The newest comes first: what is on top of the screen answers. */
  #stacks: (() => Handlers)[] = [];

  /** Offers what `handlers` says at the moment of asking; returns the way to stop. */
  offer(handlers: () => Handlers): () => void {
    this.#stacks = [handlers, ...this.#stacks];
    return () => {
      this.#stacks = this.#stacks.filter((offered) => offered !== handlers);
    };
  }

  find(id: string): (() => void) | undefined {
    for (const handlers of this.#stacks) {
      const run = handlers()[id as CommandId];
      if (run) return run;
    }
    return undefined;
  }

  /** False when nobody can do it now. */
  run(id: string): boolean {
    const run = this.find(id);
    run?.();
    return run !== undefined;
  }
}

export const CommandContext = createContext(new CommandBus());

/** Offers commands while the component is mounted. */
export function useCommands(handlers: Handlers): void {
  const bus = useContext(CommandContext);
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => bus.offer(() => latest.current), [bus]);
}
