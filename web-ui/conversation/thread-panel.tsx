/** The thread of one message, beside the conversation. */
import { useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client.ts";
import { useFileDrop } from "../parts/file-drop.ts";
import { Problem } from "../parts/problem.tsx";
import { usePeople, useSession } from "../parts/session-context.ts";
import { SidePanel } from "../parts/side-panel.tsx";
import { viewMessage } from "../store/message-view.ts";
import type { SpaceView } from "../store/session.ts";
import { useSignal } from "../store/signal.ts";
import { closedBy } from "../store/space-list.ts";
import { t } from "../text/index.ts";
import { Composer } from "./composer.tsx";
import { MessageRow } from "./message.tsx";
import type { MessageHandlers } from "./message-actions.tsx";
import { MessageList } from "./message-list.tsx";
import { useUploads } from "./uploads.tsx";
import { useConversationControl } from "./use-handlers.tsx";

interface ThreadPanelProps {
  space: SpaceView;
  /** The message that the thread hangs on. */
  root: string;
  /** Of the conversation to which that message belongs. */
  rootHandlers: MessageHandlers;
  onClose: () => void;
}

export function ThreadPanel({ space, root, rootHandlers, onClose }: ThreadPanelProps) {
  const session = useSession();
  const conversation = session.conversation(space.id, root);
  const control = useConversationControl(conversation, () => {});
  const uploads = useUploads(space.id, root);
  const { dropping, handlers } = useFileDrop(closedBy(space) ? undefined : uploads.add);
  return (
    <SidePanel className="thread" label={t("thread.title")} onClose={onClose} {...handlers}>
      <MessageList
        key={root}
        space={space}
        conversation={conversation}
        name={t("thread.title")}
        beginning={<Root space={space} id={root} handlers={rootHandlers} />}
        handlers={control.handlers}
      />
      <Composer
        space={space}
        conversation={conversation}
        label={t("thread.write")}
        control={control}
        uploads={uploads}
      />
      {dropping && <div className="drop-target">{t("composer.drop", { name: t("thread.title") })}</div>}
      {control.dialogs}
    </SidePanel>
  );
}

/** The message that the thread hangs on: from the conversation when it is loaded there, else asked for. */
function Root({ space, id, handlers }: { space: SpaceView; id: string; handlers: MessageHandlers }) {
  const session = useSession();
  const people = usePeople();
  const conversation = session.conversation(space.id);
  const loaded = useSignal(conversation.state).messages.find((message) => message.id === id);
  const flag = useSignal(session.marks.flags).get(id);
  const asked = useQuery({
    queryKey: ["message", id],
    enabled: !loaded,
    queryFn: async () => {
      const { message } = await call(api.messages[":id"].$get({ param: { id } }));
      return viewMessage(session.keyring, message);
    },
  });
  const message = loaded ?? asked.data;
  if (!message) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  return (
    <div className="thread-root">
      <MessageRow
        message={{ ...message, thread: { replies: 0, lastAt: 0 } }}
        authorName={people.nameOf(message.author)}
        mine={message.author === session.me.person.id}
        closed={closedBy(space)}
        moderated={false}
        flag={flag}
        handlers={handlers}
        first
      />
    </div>
  );
}
