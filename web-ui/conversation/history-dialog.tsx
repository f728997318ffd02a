/** What a message said before each edit, and what each edit changed. Loaded when it is wanted. */
import { Modal, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { diffWords } from "diff";
import { useMemo, useState } from "react";
import { api, call } from "../api/client.ts";
import { decryptContent } from "../crypto/content.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import type { MessageContent, MessageView } from "../store/message-view.ts";
import { dayOf, language, t, timeOf } from "../text/index.ts";
import { fromBody } from "./composer-text.ts";
import { MessageText } from "./message-text.tsx";

export function HistoryDialog({ message, onClose }: { message: MessageView; onClose: () => void }) {
  const [view, setView] = useState<"changes" | "texts">("changes");
  const earlier = useEarlierTexts(message);
  const now = typeof message.content === "string" ? "" : message.content.text;
  const texts = [...(earlier.data ?? []), { at: message.editedAt ?? message.createdAt, text: now }];
  return (
    <Modal opened onClose={onClose} title={t("message.history")} centered>
      <Problem error={earlier.error} onRetry={() => void earlier.refetch()} />
      <SegmentedControl
        className="history-view"
        aria-label={t("history.view")}
        value={view}
        onChange={(value) => setView(value as typeof view)}
        data={(["changes", "texts"] as const).map((value) => ({ value, label: t(`history.${value}`) }))}
      />
      <ol className="history">
        {earlier.data &&
          texts.map(({ at, text }, index) => {
            const before = texts[index - 1];
            return (
              <li key={at}>
                <p className="secondary">
                  {dayOf(at)}, {timeOf(at)}
                  {index === texts.length - 1 && ` · ${t("message.history.now")}`}
                </p>
                {before && view === "changes" ? (
                  <Changes from={before.text} to={text} />
                ) : (
                  <MessageText text={text} />
                )}
              </li>
            );
          })}
      </ol>
    </Modal>
  );
}

function useEarlierTexts(message: MessageView) {
  const { keyring } = useSession();
  return useQuery({
    queryKey: ["revisions", message.id, message.editedAt],
    queryFn: async () => {
      const { revisions } = await call(api.messages[":id"].revisions.$get({ param: { id: message.id } }));
      const binding = { sp: message.space, mid: message.id };
      return Promise.all(
        revisions.map(async ({ writtenAt, body }) => ({
          at: writtenAt,
          text: ((await decryptContent(keyring, body, binding)) as MessageContent).text,
        })),
      );
    },
  });
}

/** Word by word, as they were written: what came is underlined, what went is struck through. */
function Changes({ from, to }: { from: string; to: string }) {
  const parts = useMemo(() => {
    const intlSegmenter = new Intl.Segmenter(language(), { granularity: "word" });
    const changes = diffWords(fromBody(from).text, fromBody(to).text, { intlSegmenter });
    let at = 0;
    return changes.map((change) => ({ ...change, at: at++ }));
  }, [from, to]);
  return (
    <p className="message-body changes" dir="auto">
      {parts.map(({ added, removed, value, at }) => {
        const Part = added ? "ins" : removed ? "del" : "span";
        return <Part key={at}>{value}</Part>;
      })}
    </p>
  );
}
