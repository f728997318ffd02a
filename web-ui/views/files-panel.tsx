/** The files of a space, beside its conversation. */
import { IconX } from "@tabler/icons-react";
import { FileList } from "../files/file-list.tsx";
import type { SpaceView } from "../store/session.ts";
import { t } from "../text/index.ts";

export function FilesPanel({ space, onClose }: { space: SpaceView; onClose: () => void }) {
  return (
    <aside className="side" aria-label={t("space.files")}>
      <div className="side-head">
        <h2>{t("space.files")}</h2>
        <button type="button" className="icon-button" aria-label={t("action.close")} onClick={onClose}>
          <IconX size={18} />
        </button>
      </div>
      <div className="side-body">
        <FileList space={space.id} />
      </div>
    </aside>
  );
}
