import { useCallback, useState } from "react";

/** Runs an asynchronous action and keeps whether it runs and how it failed. */
export function useAction<Arguments extends unknown[]>(action: (...args: Arguments) => Promise<void>) {
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = useCallback(
    async (...args: Arguments) => {
      setRunning(true);
      setError(undefined);
      try {
        await action(...args);
      } catch (caught) {
        setError(caught);
      } finally {
        setRunning(false);
      }
    },
    [action],
  );
  return { run, running, error };
}
