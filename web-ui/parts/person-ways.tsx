/** The ways to somebody, in their usual order: write, call, meet. Each is there where one may. */
import "../text/calls.ts";
import { IconMessage, IconPhone, IconVideo } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ComponentType, useCallback } from "react";
import type { Presence } from "../../appliance/messaging/index.ts";
import type { Person } from "../../appliance/people/index.ts";
import { useDial } from "../calling/dial-with.ts";
import { useMayMeet, useMeet } from "../meeting/use-meet.ts";
import { type TextKey, t } from "../text/index.ts";
import { useSession } from "./session-context.ts";

export interface PersonWay {
  id: "message" | "call" | "meet";
  /** With the person's name. */
  label: string;
  /** What it is called beside its key. */
  short: TextKey;
  /** What to know before. */
  hint?: string;
  icon: ComponentType<{ size: number }>;
  take(): void;
}

export function useWaysTo(): (person: Person, presence: Presence | undefined) => PersonWay[] {
  const session = useSession();
  const navigate = useNavigate();
  const dial = useDial();
  const mayMeet = useMayMeet();
  const meetIn = useMeet();
  return useCallback(
    (person, presence) => {
      const { id, name, role, email, extension } = person;
      if (id === session.me.person.id) return [];
      const mayWrite = role !== "place" && session.me.person.role !== "guest";
      const open = async () => {
        const space = await session.spaces.direct(id);
        await navigate({ to: "/space/$space", params: { space } });
        return space;
      };
      const message: PersonWay = {
        id: "message",
        label: t("people.message", { name }),
        short: "space.message",
        icon: IconMessage,
        take: () => session.attempt(open()),
      };
      const call: PersonWay = {
        id: "call",
        label: t("people.call", { name }),
        short: "space.call",
        ...(presence === "dnd" && { hint: t("people.call.dnd", { name }) }),
        icon: IconPhone,
        take: () => void dial?.(extension ?? email, name),
      };
      const meet: PersonWay = {
        id: "meet",
        label: t("people.meet", { name }),
        short: "space.meet",
        icon: IconVideo,
        take: () => session.attempt(open().then((space) => meetIn(space, person))),
      };
      return [
        ...(mayWrite ? [message] : []),
        ...(dial && role !== "guest" ? [call] : []),
        ...(mayWrite && mayMeet ? [meet] : []),
      ];
    },
    [session, navigate, dial, mayMeet, meetIn],
  );
}
