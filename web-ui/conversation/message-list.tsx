/** The messages of a space, virtualised: opens at the newest or where it was left, loads earlier ones, keeps its place. */

import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { MeetingRecord } from "../../appliance/meetings/index.ts";
import { type OwnKeys, pressed } from "../actions/own-keys.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import type { Conversation } from "../store/conversation.ts";
import type { SpaceView } from "../store/session.ts";
import { useSignal } from "../store/signal.ts";
import { closedBy } from "../store/space-list.ts";
import { dayOf, t } from "../text/index.ts";
import { goToRow } from "./go-to-row.ts";
import { useKeepHeights, useKeptHeights } from "./kept-heights.ts";
import { MeetingCard } from "./meeting-card.tsx";
import { MessageRow } from "./message.tsx";
import type { MessageHandlers } from "./message-actions.tsx";
import { useReadingPlace } from "./reading-place.ts";
import { type Row, rowsOf } from "./rows.ts";
import { SeenBy } from "./seen-by.tsx";

/** Pixels from either edge at which the next page is asked for: more than a turn of the wheel. */
const nearEdge = 1200;

interface MessageListProps {
  space: SpaceView;
  conversation: Conversation;
  name: string;
  /** Stands before the first message. */
  beginning: ReactNode;
  handlers: MessageHandlers;
}

export function MessageList({ space, conversation, name, beginning, handlers }: MessageListProps) {
  const session = useSession();
  const { messages, atStart, atEnd: complete, loading, error, target } = useSignal(conversation.state);
  useSignal(session.people.byId); // names may come later
  const me = session.me.person.id;
  /** Where reading stood when the space was opened: the line stays while one is looking. */
  const [readSeq] = useState(space.readSeq);
  const meetings = useMeetingRecords(conversation, space.id);
  const rows = useMemo(
    () => rowsOf({ messages, meetings, atStart, atEnd: complete, readSeq, me }),
    [messages, meetings, atStart, complete, readSeq, me],
  );

  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const [showJump, setShowJump] = useState(false);
  const heightOf = (index: number) => (rows[index]?.kind === "message" ? 44 : 40);
  const initial = useKeptHeights(conversation, () =>
    rows.reduce((sum, _, index) => sum + heightOf(index), 0),
  );
  const virtualizer = useVirtualizer({
    ...initial,
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: heightOf,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
    paddingEnd: 12,
    anchorTo: "end", // what one reads stays where it is, whatever comes or goes above
  });

  useKeepHeights(conversation, virtualizer);
  const place = { conversation, space: space.id, rows, virtualizer, scroller, atEnd };
  const { note } = useReadingPlace(place);
  useStayAtEnd(scroller, rows, virtualizer.getTotalSize(), atEnd);
  useTarget(virtualizer, rows, target?.id, atEnd);
  const see = useEffectEvent(() => {
    if (document.hasFocus() && atEnd.current && complete && space.unread > 0)
      void session.spaces.markRead(space.id);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is looked at, and what came since
  useEffect(see, [space.id, space.unread, complete]);
  useEffect(() => {
    const onFocus = () => see();
    addEventListener("focus", onFocus);
    return () => removeEventListener("focus", onFocus);
  }, []);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    // A page that grows under one's feet leaves the end without anybody having moved: only scrolling up does.
    if (below < 60 || element.scrollTop < lastTop.current || !complete)
      atEnd.current = below < 60 && complete;
    conversation.follow(atEnd.current);
    lastTop.current = element.scrollTop;
    setShowJump(below > 600 || !complete);
    if (element.scrollTop < nearEdge) void conversation.loadEarlier();
    if (below < nearEdge) void conversation.loadLater();
    note();
    see();
  };
  const jump = async () => {
    await conversation.showNewest();
    atEnd.current = true;
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  };
  const onWritten = useEffectEvent(() => void jump());
  useEffect(() => conversation.written.subscribe(() => onWritten()), [conversation]);

  return (
    <div style={{ position: "relative", minHeight: 0, display: "grid" }}>
      <div
        ref={scroller}
        className="messages"
        onScroll={onScroll}
        onKeyDown={(event) => moveAmongMessages(event, session.marks.shortcuts)}
        role="log"
        aria-live="off" // what scrolls in is no news: `announcements/` tells what is
        aria-label={name}
        aria-busy={loading}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
      >
        <Problem error={error} onRetry={() => void conversation.loadEarlier()} />
        <div className="messages-inner" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return (
              <div
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className="message-slot"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row && (
                  <RowView
                    row={row}
                    space={space}
                    beginning={beginning}
                    me={me}
                    handlers={handlers}
                    target={target?.id}
                  />
                )}
              </div>
            );
          })}
        </div>
        {!conversation.thread && complete && <SeenBy space={space.id} messages={messages} />}
      </div>
      {showJump && (
        <button type="button" className="jump" onClick={jump}>
          {t("space.jump")}
        </button>
      )}
    </div>
  );
}

const noMeetings: readonly MeetingRecord[] = [];

/** The meetings of the space, as far back as its messages are shown; a thread has none. */
function useMeetingRecords(conversation: Conversation, space: string): readonly MeetingRecord[] {
  const { meetingRecords } = useSession();
  const { messages, atStart } = useSignal(conversation.state);
  const records = useSignal(meetingRecords.in(space));
  const isThread = conversation.thread !== undefined;
  const from = atStart ? 0 : messages[0]?.seq;
  useEffect(() => {
    if (!isThread && from !== undefined) void meetingRecords.reach(space, from);
  }, [meetingRecords, space, isThread, from]);
  return isThread ? noMeetings : records;
}

/** Stays at the end when one is there. */
function useStayAtEnd(
  scroller: React.RefObject<HTMLDivElement | null>,
  rows: readonly Row[],
  height: number,
  atEnd: React.RefObject<boolean>,
) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end moves with the rows and their height
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [scroller, rows, height, atEnd]);
}

/** Brings the message that was asked for into the middle, once it is loaded. */
function useTarget(
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  rows: readonly Row[],
  id: string | undefined,
  atEnd: React.RefObject<boolean>,
) {
  const shown = useRef<string>(undefined);
  const index = id === undefined ? -1 : rows.findIndex((row) => row.kind === "message" && row.id === id);
  useLayoutEffect(() => {
    if (id === undefined) shown.current = undefined;
    if (id === undefined || index < 0 || shown.current === id) return;
    shown.current = id;
    atEnd.current = false;
    goToRow(virtualizer, {
      index,
      id,
      offBy: (message, list) => (message.top + message.bottom - list.top - list.bottom) / 2,
    });
    requestAnimationFrame(() => virtualizer.scrollElement?.dispatchEvent(new Event("scroll"))); // may be the end
  }, [virtualizer, index, id, atEnd]);
}

/** Arrows, and the keys for it, move the focus from message to message. */
function moveAmongMessages(event: KeyboardEvent<HTMLElement>, own: OwnKeys): void {
  const list = event.currentTarget;
  const messages = [...list.querySelectorAll<HTMLElement>("article[data-message]")];
  const current = messages.indexOf(document.activeElement as HTMLElement);
  if (event.target !== list && current < 0) return;
  const command = pressed(own, "message", event);
  const down = event.key === "ArrowDown" || command === "message.next";
  if (!down && event.key !== "ArrowUp" && command !== "message.previous") return;
  event.preventDefault();
  const next = current < 0 ? messages.at(-1) : messages[current + (down ? 1 : -1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function RowView(props: {
  row: Row;
  space: SpaceView;
  beginning: ReactNode;
  me: string;
  handlers: MessageHandlers;
  target: string | undefined;
}) {
  const session = useSession();
  const flags = useSignal(session.marks.flags);
  const { row, space, me } = props;
  switch (row.kind) {
    case "begin":
      return props.beginning;
    case "day":
      return <div className="day">{dayOf(row.at)}</div>;
    case "new":
      return <div className="new-line">{t("space.new")}</div>;
    case "meeting":
      return <MeetingCard record={row.record} />;
    case "message": {
      const mine = row.message.author === me;
      return (
        <MessageRow
          message={row.message}
          first={row.first}
          mine={mine}
          closed={closedBy(space)}
          moderated={!mine && space.role === "moderator" && space.kind === "group"}
          flag={flags.get(row.message.id)}
          handlers={props.handlers}
          target={row.message.id === props.target}
          authorName={session.people.nameOf(row.message.author)}
        />
      );
    }
  }
}
