/** Whether a call's media go from phone to phone, or through the house. */
import { directMedia } from "../../media/index.ts";
import { dialledUser, hostOf, type IncomingInvite } from "../../sip/index.ts";
import type { Plan } from "../routing/routing.ts";
import type { Target } from "../routing/world.ts";

/** Media from phone to phone, for phones in the clear that are reached where they say they are; undefined for all others. */
export function directPath(invite: IncomingInvite, decided: Plan<Target>) {
  const may =
    invite.offer !== "" &&
    isPlain(invite.flow) &&
    decided.kind === "ring" &&
    decided.targets.every(
      (target) =>
        target.kind === "device" &&
        !target.soundOnly &&
        isPlain(target.binding.flow) &&
        dialledUser(target.binding.contact)?.host === hostOf(target.binding.flow.address),
    );
  return may ? directMedia(invite.offer, invite.flow.address) : undefined;
}

const isPlain = ({ transport }: { transport: string }): boolean => transport === "UDP" || transport === "TCP";
