/** The files of a space, beside its conversation. */
import { FileList } from "../files/file-list.tsx";
import { useFileDrop } from "../parts/file-drop.ts";
import { useSession } from "../parts/session-context.ts";
import { SidePanel } from "../parts/side-panel.tsx";
import type { SpaceView } from "../store/session.ts";
import { maySpeak } from "../store/space-list.ts";
import { t } from "../text/index.ts";

/** What is dropped here waits in the space's composer. */
export function FilesPanel({ space, onClose }: { space: SpaceView; onClose: () => void }) {
  const uploads = useSession().uploads(space.id, space.id);
  const { dropping, handlers } = useFileDrop(maySpeak(space) ? uploads.add : undefined);
  return (
    <SidePanel label={t("space.files")} onClose={onClose} {...handlers}>
      <div className="side-body">
        <FileList space={space.id} />
      </div>
      {dropping && <div className="drop-target">{t("composer.drop", { name: t("space.files") })}</div>}
    </SidePanel>
  );
}
