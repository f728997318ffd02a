/** Whether the appliance has been out of reach for longer than a blink. */
import { useEffect, useState } from "react";
import { useSignal } from "../store/signal.ts";
import { useSession } from "./session-context.ts";

/** Milliseconds for which nothing is said of a connection that is away, and of the first one. */
const quietFor = { away: 1500, first: 8000 };

export function useAway(): boolean {
  const connected = useSignal(useSession().stream.connected);
  const [away, setAway] = useState(false);
  useEffect(() => {
    if (connected) {
      setAway(false);
      return;
    }
    const timer = setTimeout(() => setAway(true), connected === false ? quietFor.away : quietFor.first);
    return () => clearTimeout(timer);
  }, [connected]);
  return away;
}
