/** Where somebody reads in a conversation: whoever comes back is there again, on whichever client. */
import type { Virtualizer } from "@tanstack/react-virtual";
import {
  type RefObject,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useReducer,
  useRef,
  useState,
} from "react";
import { useSession } from "../parts/session-context.ts";
import type { Conversation } from "../store/conversation.ts";
import { goToRow } from "./go-to-row.ts";
import type { Row } from "./rows.ts";

export interface ReadingPlace {
  /** Of the first message that is wholly seen. */
  seq: number;
  /** Pixels between the list's upper edge and that message. */
  offset: number;
}

/**
 * Where to begin, and how to keep it. The appliance has the message and tells it to all clients; a tab knows besides
 * at which pixel it stood, and which place was its own last: where another is told, another client moved on.
 * Undefined for who reads the newest; threads keep none.
 */
function useKept(conversation: Conversation, space: string) {
  const { me, places, spaces, stream } = useSession();
  const name = `hearth.place.${me.person.id}.${space}`;
  const told = () => spaces.byId.value.get(space)?.placeSeq ?? 0;
  /** The place that was taken over or put down here last. */
  const own = useRef(0);
  /** @param certain whether what is told is of now, and not what an earlier page kept */
  const begin = (certain: boolean): ReadingPlace | undefined => {
    if (conversation.thread || conversation.state.value.target) return undefined;
    const [seq = Number.NaN, offset = 0, last = told()] =
      sessionStorage.getItem(name)?.split(" ").map(Number) ?? [];
    const isOwn = last === told() || places.isComing(space);
    own.current = isOwn || !certain ? last : told();
    const place = seq >= 0 && (isOwn || !certain) ? { seq, offset } : { seq: told(), offset: 0 };
    return place.seq > 0 ? place : undefined;
  };
  const [first] = useState(() => begin(stream.connected.value !== undefined));
  /** @param ending the page ends with it */
  const keep = (place: ReadingPlace | undefined, ending: boolean) => {
    if (conversation.thread) return;
    const { seq, offset } = place ?? { seq: 0, offset: 0 };
    sessionStorage.setItem(name, [seq, Math.round(offset), own.current].join(" "));
    if (ending) places.saveLast(space);
    else void places.save(space);
  };
  const tell = (place: ReadingPlace | undefined) => {
    if (conversation.thread) return;
    const seq = place?.seq ?? 0;
    own.current = seq;
    if (seq !== (places.untold(space) ?? told())) places.set(space, seq);
  };
  return { first, begin, keep, tell };
}

/** Of the message there, or of the first after one that is gone; -1 while only later ones are loaded. */
function indexOf(rows: readonly Row[], seq: number): number {
  const first = rows.find((row) => row.kind === "message");
  if (rows[0]?.kind !== "begin" && !(first && first.message.seq <= seq)) return -1;
  return rows.findIndex((row) => row.kind === "message" && row.message.seq >= seq);
}

interface Parts {
  conversation: Conversation;
  space: string;
  rows: readonly Row[];
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  scroller: RefObject<HTMLDivElement | null>;
  atEnd: RefObject<boolean>;
}

/** Opens the conversation at the place where it was left, and keeps it for the next time; `note` after each scroll. */
export function useReadingPlace({ conversation, space, rows, virtualizer, scroller, atEnd }: Parts): {
  note: () => void;
} {
  const session = useSession();
  const { first, begin, keep, tell } = useKept(conversation, space);
  const wanted = useRef(first);
  const noted = useRef(first);
  const begun = useRef(first);
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => {
    if (first) atEnd.current = false; // before the list goes there
  }, [first, atEnd]);
  const acted = useActed();
  /** Goes there with what is known already, and once more when what is around it has come and taken its place. */
  const openAt = (place: ReadingPlace | undefined) => {
    begun.current = place;
    void conversation.open(place?.seq).then(() => {
      if (!place || begun.current !== place || acted.current) return;
      wanted.current = { ...place }; // another one, or nobody goes there
      draw();
    });
  };
  /** What the list said before it was asked for may be old: who did nothing since begins where they read meanwhile. */
  const beginAnew = useEffectEvent(() => {
    const place = begin(true);
    if (acted.current || place?.seq === noted.current?.seq || conversation.state.value.target) return;
    wanted.current = place;
    noted.current = place;
    atEnd.current = !place;
    openAt(place);
    if (!place) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
    draw();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was kept at the beginning opens it
  useEffect(() => {
    openAt(first);
    const takeBack = session.whenCaughtUp(() => conversation.thread || beginAnew());
    const onHide = () => keep(noted.current, true);
    addEventListener("pagehide", onHide);
    return () => {
      takeBack();
      removeEventListener("pagehide", onHide);
      keep(noted.current, false);
      conversation.leave();
    };
  }, [conversation]);

  const place = wanted.current;
  const index = place ? indexOf(rows, place.seq) : -1;
  useLayoutEffect(() => {
    const row = rows[index];
    if (!place || row?.kind !== "message") return;
    wanted.current = undefined;
    if (conversation.state.value.target) return; // a link leads elsewhere
    atEnd.current = false; // what stood there until now may have been at its end
    goToRow(virtualizer, {
      index,
      id: row.id,
      offBy: (message, list) => message.top - list.top - place.offset,
    });
  }, [conversation, virtualizer, atEnd, rows, index, place]);

  const note = () => {
    const element = scroller.current;
    if (!element || wanted.current) return;
    const before = noted.current?.seq;
    if (atEnd.current) noted.current = undefined;
    else {
      const seen = firstSeen(virtualizer, rows, element.scrollTop);
      if (seen) noted.current = seen;
    }
    if (acted.current && noted.current?.seq !== before) tell(noted.current); // rows that get their height move nobody
  };
  return { note };
}

const acts = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

/** Whether the person did anything since this was opened. */
function useActed(): RefObject<boolean> {
  const acted = useRef(false);
  useEffect(() => {
    const onAct = () => {
      acted.current = true;
    };
    for (const act of acts) addEventListener(act, onAct, { capture: true, passive: true });
    return () => {
      for (const act of acts) removeEventListener(act, onAct, { capture: true });
    };
  }, []);
  return acted;
}

/** The first message that is wholly seen; undefined while it is on its way. */
function firstSeen(
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  rows: readonly Row[],
  top: number,
): ReadingPlace | undefined {
  for (const item of virtualizer.getVirtualItems()) {
    const row = rows[item.index];
    if (row?.kind !== "message" || item.start < top - 1) continue;
    const { seq } = row.message;
    return Number.isFinite(seq) ? { seq, offset: item.start - top } : undefined;
  }
  return undefined;
}
