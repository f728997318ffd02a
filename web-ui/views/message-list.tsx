/** The messages of a space, virtualised: opens at the newest, loads earlier ones, keeps its place. */

import { IconLock } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import type { MessageView } from "../store/conversation.ts";
import type { SpaceView } from "../store/session.ts";
import { useSignal } from "../store/signal.ts";
import { dayOf, t } from "../text/index.ts";
import { type MessageActions, MessageRow } from "./message.tsx";

/** Messages by one author within this time stand under one name. */
const groupMilliseconds = 5 * 60 * 1000;
const nearEdge = 400;

type Row =
  | { kind: "begin"; id: string }
  | { kind: "day"; id: string; at: number }
  | { kind: "new"; id: string }
  | { kind: "message"; id: string; message: MessageView; first: boolean };

function rowsOf(messages: readonly MessageView[], atStart: boolean, readSeq: number, me: string): Row[] {
  const rows: Row[] = atStart ? [{ kind: "begin", id: "begin" }] : [];
  let previous: MessageView | undefined;
  let marked = false;
  for (const message of messages) {
    const newDay = !previous || dayOf(previous.createdAt) !== dayOf(message.createdAt);
    if (newDay) rows.push({ kind: "day", id: `day-${message.id}`, at: message.createdAt });
    const isNew: boolean =
      !marked && message.seq > readSeq && Number.isFinite(message.seq) && message.author !== me;
    if (isNew && previous) rows.push({ kind: "new", id: "new" });
    marked ||= isNew;
    const continues =
      previous?.author === message.author && message.createdAt - previous.createdAt < groupMilliseconds;
    rows.push({ kind: "message", id: message.id, message, first: newDay || isNew || !continues });
    previous = message;
  }
  return rows;
}

export function MessageList({
  space,
  name,
  ...actions
}: { space: SpaceView; name: string } & MessageActions) {
  const session = useSession();
  const conversation = session.conversation(space.id);
  const { messages, atStart, loading, error } = useSignal(conversation.state);
  useSignal(session.people); // names may come later
  const me = session.me.person.id;
  /** Where reading stood when the space was opened: the line stays while one is looking. */
  const [readSeq] = useState(space.readSeq);
  const rows = useMemo(() => rowsOf(messages, atStart, readSeq, me), [messages, atStart, readSeq, me]);

  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [showJump, setShowJump] = useState(false);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === "message" ? 44 : 40),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
    paddingEnd: 12,
  });

  useEffect(() => conversation.open(), [conversation]);
  useKeepPlace(scroller, rows, virtualizer.getTotalSize(), atEnd);
  useEffect(() => {
    if (document.hasFocus() && space.unread > 0 && atEnd.current) void session.markRead(space.id);
  }, [session, space.id, space.unread]);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    atEnd.current = below < 60;
    setShowJump(below > 600);
    if (element.scrollTop < nearEdge) void conversation.loadEarlier();
    if (atEnd.current && space.unread > 0) void session.markRead(space.id);
  };
  const jump = () => scroller.current?.scrollTo({ top: scroller.current.scrollHeight });

  return (
    <div style={{ position: "relative", minHeight: 0, display: "grid" }}>
      <div
        ref={scroller}
        className="messages"
        onScroll={onScroll}
        role="log"
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
                {row && <RowView row={row} space={space} name={name} me={me} actions={actions} />}
              </div>
            );
          })}
        </div>
      </div>
      {showJump && (
        <button type="button" className="jump" onClick={jump}>
          {t("space.jump")}
        </button>
      )}
    </div>
  );
}

/** Stays at the end when one is there; otherwise keeps what one sees where it is while earlier ones come. */
function useKeepPlace(
  scroller: React.RefObject<HTMLDivElement | null>,
  rows: readonly Row[],
  height: number,
  atEnd: React.RefObject<boolean>,
) {
  const before = useRef({ firstId: undefined as string | undefined, height: 0 });
  const firstId = rows.find(({ kind }) => kind === "message")?.id;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (atEnd.current) element.scrollTop = element.scrollHeight;
    else if (firstId !== before.current.firstId) element.scrollTop += height - before.current.height;
    before.current = { firstId, height };
  }, [scroller, firstId, height, atEnd]);
}

function RowView({
  row,
  space,
  name,
  me,
  actions,
}: {
  row: Row;
  space: SpaceView;
  name: string;
  me: string;
  actions: MessageActions;
}) {
  const session = useSession();
  switch (row.kind) {
    case "begin":
      return (
        <div className="space-begin">
          <h2>{t(space.kind === "direct" ? "space.start.direct" : "space.start", { name })}</h2>
          <p className="secondary">
            <IconLock size={14} /> {t("space.encrypted")}
          </p>
        </div>
      );
    case "day":
      return <div className="day">{dayOf(row.at)}</div>;
    case "new":
      return <div className="new-line">{t("space.new")}</div>;
    case "message": {
      const mine = row.message.author === me;
      const mayDelete = mine || (space.role === "moderator" && space.kind === "group");
      return (
        <MessageRow
          {...actions}
          message={row.message}
          first={row.first}
          mine={mine}
          mayDelete={mayDelete}
          authorName={session.personName(row.message.author)}
        />
      );
    }
  }
}
