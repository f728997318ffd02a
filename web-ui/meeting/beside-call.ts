/** The call whose pictures are on the stage: its sound is carried by the telephone, here or on a desk. */
import type { MeetingView } from "../../appliance/meetings/index.ts";
import type { CallView } from "../calling/phone.ts";
import { usePhone } from "../calling/phone-context.tsx";
import { useSession } from "../parts/session-context.ts";
import { Signal, useSignal } from "../store/signal.ts";
import { listOf } from "../text/index.ts";

const noCalls = new Signal<readonly CallView[]>([]);

export interface CarriedCall {
  muted: boolean;
  mute(muted: boolean): void;
  hangUp(): void;
}

/** Undefined when the meeting is beside no call, or a telephone on the desk carries it. */
export function useCarriedCall({ call }: MeetingView): CarriedCall | undefined {
  const phone = usePhone();
  const views = useSignal(phone?.calls ?? noCalls);
  const own = useSignal(useSession().calls).find(({ id }) => id === call);
  const view = own && views.find(({ callId }) => callId === own.callId);
  if (!phone || !view) return undefined;
  const { id, muted } = view;
  return { muted, mute: (wanted) => phone.mute(id, wanted), hangUp: () => void phone.hangUp(id) };
}

/** The space's name, or who is there. */
export function useMeetingTitle({ space, call, participants }: MeetingView): string {
  const session = useSession();
  const spaces = useSignal(session.spaces.byId);
  const own = useSignal(session.calls).find(({ id }) => id === call);
  const known = space ? spaces.get(space) : undefined;
  if (known) return session.spaces.nameOf(known);
  if (own) return own.peer.name || own.peer.number;
  const others = participants.filter(({ personId }) => personId !== session.me.person.id);
  return listOf(others.map(({ name }) => name));
}
