/** Camera and screen in a call: on its own line where the other telephone has one, else in a meeting beside the call. */
import { useCallback, useEffect, useRef } from "react";
import type { MeetingView } from "../../appliance/meetings/index.ts";
import { useMeeting } from "../meeting/meeting-context.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import type { OwnCall } from "../store/own-calls.ts";
import { findMeeting } from "../store/running-meetings.ts";
import { Signal, useSignal } from "../store/signal.ts";
import type { CallView, Phone } from "./phone.ts";

/** The meeting that the person's calls were put together in, when this call is an end of it. */
export function useGathered(own: OwnCall | undefined): MeetingView | undefined {
  const meetings = useSignal(useSession().meetings);
  return own && findMeeting(meetings, ({ space, number }) => !space && number === own.peer.number);
}

/** What shows the camera or the screen to the other side of a call; undefined where nobody could see them. */
export function usePictures(own: OwnCall | undefined, hangUp: (() => void) | undefined) {
  const { client, join } = useMeeting();
  const gathered = useGathered(own);
  const enter = useCallback(async () => {
    if (!own) return undefined;
    const wanted = client?.state.value.meeting;
    if (client && (wanted?.call === own.id || wanted?.id === gathered?.id)) return client;
    const joined = await join(gathered ? { meeting: gathered } : { call: own.id });
    if (gathered) hangUp?.(); // the sound comes with the pictures from here on
    return joined;
  }, [client, join, own, gathered, hangUp]);
  const camera = useAction(useCallback(async () => (await enter())?.showCamera(true), [enter]));
  const screen = useAction(useCallback(async () => (await enter())?.shareScreen(true), [enter]));
  const seen = own && (own.peer.personId !== undefined || gathered);
  return seen ? { camera, screen } : undefined;
}

/** The camera's switch; undefined where nobody could see it. A telephone with pictures sees it in the call itself. */
export function useCamera(phone: Phone, call: CallView, beside: ReturnType<typeof usePictures>) {
  const { id, pictures } = call;
  const on = pictures.camera !== undefined;
  const within = useAction(useCallback(() => phone.showCamera(id, !on), [phone, id, on]));
  if (pictures.agreed) return { ...within, on };
  return beside && { ...beside.camera, on: false };
}

/** The call of this browser whose camera is to go on when somebody answers. */
export const cameraWanted = new Signal<string | undefined>(undefined);

/** Turns the camera on in a call that was made as a video call, as soon as there is somebody to see it. */
export function useWantedCamera(
  call: CallView,
  own: OwnCall | undefined,
  show: (() => Promise<void>) | undefined,
): void {
  const wanted = useSignal(cameraWanted) === call.id;
  const answered = own !== undefined && call.phase === "connected";
  const ended = call.phase === "ended";
  useEffect(() => {
    if (!wanted || !(answered || ended)) return;
    cameraWanted.set(undefined);
    if (answered) void show?.();
  }, [wanted, answered, ended, show]);
}

/** Shows what the other side begins to show, once for each call. */
export function useShownPictures(own: OwnCall | undefined): void {
  const session = useSession();
  const { client, join } = useMeeting();
  const shown = useRef("");
  const meetings = useSignal(session.meetings);
  const beside = own && findMeeting(meetings, ({ call }) => call === own.id);
  const me = session.me.person.id;
  const shows = beside?.participants.some(
    ({ personId, camera, screen }) => personId !== me && (camera || screen),
  );
  const id = own?.id;
  useEffect(() => {
    if (!shows || !id || client || shown.current === id) return;
    shown.current = id;
    void join({ call: id }).catch(() => {}); // the call has ended
  }, [shows, id, client, join]);
}
