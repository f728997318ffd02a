/** What a message said before each edit. */
import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client.ts";
import { decryptContent } from "../crypto/content.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import type { MessageContent, MessageView } from "../store/message-view.ts";
import { dayOf, t, timeOf } from "../text/index.ts";
import { MessageText } from "./message-text.tsx";

export function HistoryDialog({ message, onClose }: { message: MessageView; onClose: () => void }) {
  const { keyring } = useSession();
  const earlier = useQuery({
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
  const now = typeof message.content === "string" ? "" : message.content.text;
  const texts = [...(earlier.data ?? []), { at: message.editedAt ?? message.createdAt, text: now }];
  return (
    <Modal opened onClose={onClose} title={t("message.history")} centered>
      <Problem error={earlier.error} onRetry={() => void earlier.refetch()} />
      <ol className="history">
        {earlier.data &&
          texts.map(({ at, text }, index) => (
            <li key={at}>
              <p className="secondary">
                {dayOf(at)}, {timeOf(at)}
                {index === texts.length - 1 && ` · ${t("message.history.now")}`}
              </p>
              <MessageText text={text} />
            </li>
          ))}
      </ol>
    </Modal>
  );
}
