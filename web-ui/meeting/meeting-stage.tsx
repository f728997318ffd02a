/** Where a meeting shows itself, once there is one: the stage is not among the first scripts. */
import { lazy, Suspense } from "react";
import { useMeeting } from "./meeting-context.tsx";

const Stage = lazy(async () => ({ default: (await import("./stage.tsx")).Stage }));

export function MeetingStage() {
  const { client } = useMeeting();
  return <Suspense>{client && <Stage client={client} />}</Suspense>;
}
