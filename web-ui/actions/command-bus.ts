/** Who carries out which command now: components say what they can do while they are on the screen. */
import { createContext, useContext, useEffect, useRef } from "react";
import type { AdministrationAction } from "../admin/pages.ts";
import type { CommandId } from "./catalogue.ts";

type Id = CommandId | AdministrationAction;
export type Handlers = Partial<Record<Id, (() => void) | undefined>>;

export class CommandBus {
  /** The newest comes first: what is on top of the screen answers. */
  #stacks: (() => Handlers)[] = [];
  #wanted: Id | undefined;

  /** Offers what `handlers` says at the moment of asking; returns the way to stop. */
  offer(handlers: () => Handlers): () => void {
    this.#stacks = [handlers, ...this.#stacks];
    const wanted = this.#wanted && handlers()[this.#wanted];
    if (wanted) {
      this.#wanted = undefined;
      wanted();
    }
    return () => {
      this.#stacks = this.#stacks.filter((offered) => offered !== handlers);
    };
  }

  /** Now, or as soon as the page that can do it is there; the last that was asked for counts. */
  runSoon(id: Id): void {
    this.#wanted = this.run(id) ? undefined : id;
  }

  find(id: string): (() => void) | undefined {
    for (const handlers of this.#stacks) {
      const run = handlers()[id as Id];
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
