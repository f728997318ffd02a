/** The one meeting of this tab. Its code is loaded when somebody meets. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useSession } from "../parts/session-context.ts";
import { Signal, useSignal } from "../store/signal.ts";
import type { MeetingClient, MeetingPlace, MeetingState } from "./client.ts";

interface MeetingControl {
  client: MeetingClient | undefined;
  /** Shown in a corner, so that the app is seen and used behind it. */
  small: boolean;
  setSmall(small: boolean): void;
  /** Rejects with the reason when the meeting cannot be joined. */
  join(place: MeetingPlace): Promise<MeetingClient>;
}

const MeetingContext = createContext<MeetingControl>({
  client: undefined,
  small: false,
  setSmall: () => {},
  join: () => Promise.reject(new Error("there is no meeting here")),
});

export const useMeeting = (): MeetingControl => useContext(MeetingContext);

const noMeeting = new Signal<MeetingState | undefined>(undefined);

export function MeetingProvider({ children }: { children: ReactNode }) {
  const session = useSession();
  const [client, setClient] = useState<MeetingClient>();
  const [small, setSmall] = useState(false);
  const state = useSignal<MeetingState | undefined>(client?.state ?? noMeeting);
  const over = state?.phase === "left";
  useEffect(() => {
    if (over) setClient(undefined);
  }, [over]);
  useEffect(() => () => void client?.leave(), [client]);
  const join = useCallback(
    async (place: MeetingPlace) => {
      const { MeetingClient } = await import("./client.ts");
      const joined = await MeetingClient.join(session, place);
      setSmall(false);
      setClient(joined);
      return joined;
    },
    [session],
  );
  const control = useMemo(() => ({ client, small, setSmall, join }), [client, small, join]);
  return <MeetingContext value={control}>{children}</MeetingContext>;
}
