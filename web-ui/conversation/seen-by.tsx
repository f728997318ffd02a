/** Under the newest message, when it is one's own: who has read it. */
import { useCallback, useEffect } from "react";
import { usePeople, useSession } from "../parts/session-context.ts";
import type { MessageView } from "../store/message-view.ts";
import { useSignal } from "../store/signal.ts";
import { listOf, seriesOf, t } from "../text/index.ts";

const mostNames = 3;

export function SeenBy({ space, messages }: { space: string; messages: readonly MessageView[] }) {
  const session = useSession();
  const people = usePeople();
  const receipts = useSignal(session.marks.receipts).get(space);
  const load = useCallback(
    () => void session.marks.loadReceipts(space).catch(() => {}), // only an extra
    [session, space],
  );
  useEffect(load, [load]);
  useEffect(() => session.onSignal("receipts", load), [session, load]);
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
