/** Where a meeting shows itself, once there is one: the stage is not among the first scripts. */
import { type ReactNode, Suspense } from "react";
import { lazily } from "../parts/lazily.ts";
import { useMeeting } from "./meeting-context.tsx";

const Stage = lazily(async () => ({ default: (await import("./stage.tsx")).Stage }));

export function MeetingStage() {
  const { client } = useMeeting();
  return <Suspense>{client && <Stage client={client} />}</Suspense>;
}

/** What a meeting that fills the window lies above: nobody gets there by keys until it makes room. */
export function BehindMeeting({ children }: { children: ReactNode }) {
  const { client, small } = useMeeting();
  return (
    <div className="behind-meeting" inert={client !== undefined && !small}>
      {children}
    </div>
  );
}
