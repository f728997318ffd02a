import { useCallback, useState } from "react";
import { giveFocusBack } from "./focus-keeper.ts";

/** Runs an asynchronous action and keeps whether it runs and how it failed. */
export function useAction<Arguments extends unknown[]>(action: (...args: Arguments) => Promise<void>) {
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = useCallback(
    async (...args: Arguments) => {
      const before = document.activeElement;
      setRunning(true);
      setError(undefined);
      try {
        await action(...args);
      } catch (caught) {
        setError(caught);
      } finally {
        setRunning(false);
        giveFocusBack(before); // a button that is disabled while it works has lost it
      }
    },
    [action],
  );
  return { run, running, error };
}
