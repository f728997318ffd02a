/** The files of a space, newest first, from the messages that are loaded. */
import { IconX } from "@tabler/icons-react";
import { Attachments } from "../conversation/attachments.tsx";
import { useSession } from "../parts/session-context.ts";
import type { SpaceView } from "../store/session.ts";
import { useSignal } from "../store/signal.ts";
import { momentOf, t } from "../text/index.ts";

export function FilesPanel({ space, onClose }: { space: SpaceView; onClose: () => void }) {
  const session = useSession();
  const { messages } = useSignal(session.conversation(space.id).state);
  const shared = messages
    .flatMap(({ id, author, createdAt, content }) =>
      typeof content === "string" ? [] : [{ id, author, createdAt, files: content.files ?? [] }],
    )
    .filter(({ files }) => files.length > 0)
    .reverse();
  return (
    <aside className="side" aria-label={t("space.files")}>
      <div className="side-head">
        <h2>{t("space.files")}</h2>
        <button type="button" className="icon-button" aria-label={t("action.close")} onClick={onClose}>
          <IconX size={18} />
        </button>
      </div>
      <div className="side-body">
        {shared.length === 0 && <p className="secondary">{t("files.none")}</p>}
        {shared.map(({ id, author, createdAt, files }) => (
          <section key={id} className="card">
            <p className="secondary">
              {session.personName(author)}, {momentOf(createdAt)}
            </p>
            <Attachments files={files} />
          </section>
        ))}
      </div>
    </aside>
  );
}
