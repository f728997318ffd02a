/** Under the newest message, when it is one's own: who has read it. */
import { useCallback, useEffect } from "react";
import { usePeople, useSession } from "../parts/session-context.ts";
import type { MessageView } from "../store/message-view.ts";
import { useSignal } from "../store/signal.ts";
import { listOf, seriesOf, t } from "../text/index.ts";
import { joined } from "./joined.ts";

const mostNames = 3;
/** Milliseconds in which all who are told that somebody shows or hides theirs have asked anew. */
const askedWithin = 2000;

export function SeenBy({ space, messages }: { space: string; messages: readonly MessageView[] }) {
  const session = useSession();
  const people = usePeople();
  const receipts = useSignal(session.marks.receipts).get(space);
  const load = useCallback(
    () => void session.marks.loadReceipts(space).catch(() => {}), // only an extra
    [session, space],
  );
  useEffect(load, [load]);
  useEffect(() => {
    const asking = joined(load, askedWithin);
    const stops = [
      session.onSignal("receipts", (data) => {
        const { person } = data as { person: string };
        const members = session.spaces.members.value.get(space) ?? [];
        if ([session.me.person.id, ...members.map(({ personId }) => personId)].includes(person))
          asking.want();
      }),
      session.policy.value.subscribe(asking.want), // while all are hidden nobody is told of one's own
      asking.close,
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [session, space, load]);
  const last = messages.at(-1);
  const { receipts: allowed } = useSignal(session.policy.value);
  if (!allowed || !receipts || last?.author !== session.me.person.id || last.state !== "sent") return null;
  const readers = [...receipts].filter(([, readSeq]) => readSeq >= last.seq).map(([person]) => person);
  if (readers.length === 0) return null;
  const names = readers.slice(0, mostNames).map((person) => people.nameOf(person));
  const more = readers.length - names.length;
  return (
    <p className="seen secondary">
      {more > 0
        ? t("receipt.many", { names: seriesOf(names), count: more })
        : t("receipt.seen", { names: listOf(names) })}
    </p>
  );
}
