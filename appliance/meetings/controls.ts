/** What a host may do to a meeting, beside ending it. */
import { z } from "zod";
import { meetingErrors } from "./errors.ts";
import type { Meeting, MeetingParticipant } from "./meeting.ts";

export const hostControl = z.discriminatedUnion("action", [
  /** Everybody but the host, or one; they may speak again when they turn their microphone on. */
  z.object({ action: z.literal("mute"), participant: z.uuid().optional() }),
  /** Out, and not in again while the meeting lasts. */
  z.object({ action: z.literal("expel"), participant: z.uuid() }),
  z.object({ action: z.literal("lock"), locked: z.boolean() }),
  /** Makes somebody else the host. */
  z.object({ action: z.literal("pass"), participant: z.uuid() }),
]);
export type HostControl = z.infer<typeof hostControl>;

export interface ControlEffects {
  /** Silences the participant where its sound comes in, and tells it. */
  mute(participant: MeetingParticipant): Promise<void>;
  remove(participant: MeetingParticipant): Promise<void>;
}

/** @param host the participant's own ids are never touched by "mute everybody" */
export async function applyControl(
  meeting: Meeting,
  host: string,
  control: HostControl,
  effects: ControlEffects,
): Promise<void> {
  if (control.action === "lock") {
    meeting.locked = control.locked;
    return;
  }
  const named = control.participant === undefined ? undefined : meeting.find(control.participant);
  if (control.participant !== undefined && !named) throw meetingErrors("participant-gone");
  if (control.action === "mute") {
    const others = meeting.participants.filter(({ personId }) => personId !== host);
    for (const participant of named ? [named] : others) await effects.mute(participant);
    return;
  }
  if (!named) return;
  if (control.action === "pass") {
    if (!named.personId) throw meetingErrors("host-must-be-a-person");
    meeting.host = named.personId;
    return;
  }
  if (named.personId === meeting.host) throw meetingErrors("host-stays");
  meeting.expel(named.personId);
  await effects.remove(named);
}
