/** What a conversation's messages may ask for, and the dialogs that follow. */
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { Confirm } from "../parts/confirm.tsx";
import { useSession } from "../parts/session-context.ts";
import { TagDialog } from "../parts/tag-dialog.tsx";
import type { Conversation, MessageView } from "../store/conversation.ts";
import { t } from "../text/index.ts";
import { isClosed } from "./change-window.ts";
import { HistoryDialog } from "./history-dialog.tsx";
import type { MessageHandlers } from "./message-actions.tsx";

export interface ConversationControl {
  handlers: MessageHandlers;
  editing: MessageView | undefined;
  stopEditing(): void;
  /** Begins to edit the last own message, once it is stored. */
  editLast(): Promise<void>;
  quoting: MessageView | undefined;
  stopQuoting(): void;
  dialogs: ReactNode;
}

/** Milliseconds: who wants to edit what is still on its way waits for it so long. */
const patience = 3000;

/** Undefined when it takes too long, or fails. */
function whenSent({ state }: Conversation, id: string): Promise<MessageView | undefined> {
  const { promise, resolve } = Promise.withResolvers<MessageView | undefined>();
  const look = () => {
    const found = state.value.messages.find((message) => message.id === id);
    if (found?.state !== "sending") resolve(found?.state === "sent" ? found : undefined);
  };
  const stop = state.subscribe(look);
  const timer = setTimeout(resolve, patience, undefined);
  look();
  return promise.finally(() => {
    stop();
    clearTimeout(timer);
  });
}

export function useConversationControl(
  conversation: Conversation,
  onReply: (message: MessageView) => void,
): ConversationControl {
  const session = useSession();
  const [editing, setEditing] = useState<MessageView>();
  const [quoting, setQuoting] = useState<MessageView>();
  const [deleting, setDeleting] = useState<MessageView>();
  const [discarding, setDiscarding] = useState<MessageView>();
  const [tagging, setTagging] = useState<MessageView>();
  const [history, setHistory] = useState<MessageView>();
  const handlers = useMemo<MessageHandlers>(
    () => ({
      edit: setEditing,
      delete: setDeleting,
      history: setHistory,
      tag: setTagging,
      quote: setQuoting,
      reply: onReply,
      retry: ({ id }) => conversation.retry(id),
      discard: setDiscarding,
      react: ({ id }, emoji) => session.attempt(conversation.changes.react(id, emoji)),
      flag: ({ id, space }) =>
        session.attempt(
          session.marks.flags.value.has(id)
            ? session.marks.removeFlag(id)
            : session.marks.setFlag(id, space, null),
        ),
    }),
    [conversation, session, onReply],
  );
  const editLast = useCallback(async () => {
    const own = conversation.state.value.messages.findLast(
      ({ author, content, state }) =>
        author === session.me.person.id && typeof content !== "string" && state !== "failed",
    );
    const sent = own && (await whenSent(conversation, own.id));
    if (sent && !isClosed(session.policy.value.value, sent.createdAt)) setEditing(sent);
  }, [conversation, session]);
  const dialogs = (
    <>
      {history && <HistoryDialog message={history} onClose={() => setHistory(undefined)} />}
      {tagging && (
        <TagDialog
          subject={tagging.id}
          space={tagging.space}
          name={t("tags.this.message")}
          onClose={() => setTagging(undefined)}
        />
      )}
      {discarding && (
        <Confirm
          title={t("message.discard")}
          question={t("message.discard.confirm")}
          action={async () => {
            conversation.discard(discarding.id);
            setDiscarding(undefined);
          }}
          onClose={() => setDiscarding(undefined)}
        />
      )}
      {deleting && (
        <Confirm
          title={t("message.delete")}
          question={t("message.delete.confirm")}
          action={async () => {
            await conversation.changes.delete(deleting.id);
            setDeleting(undefined);
          }}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </>
  );
  return {
    handlers,
    editing,
    stopEditing: useCallback(() => setEditing(undefined), []),
    editLast,
    quoting,
    stopQuoting: useCallback(() => setQuoting(undefined), []),
    dialogs,
  };
}
