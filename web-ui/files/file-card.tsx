/** A file as a card: its name and size; pressing it downloads and decrypts. */
import { IconDownload, IconFile } from "@tabler/icons-react";
import { useState } from "react";
import { downloadFile, type FileReference } from "../crypto/files.ts";
import { saveBlob } from "../parts/save-blob.ts";
import { sizeOf, t } from "../text/index.ts";

export function FileCard({ file }: { file: FileReference }) {
  const [share, setShare] = useState<number>();
  const [failed, setFailed] = useState(false);
  const save = async () => {
    setShare(0);
    try {
      saveBlob(await downloadFile(file, { onProgress: setShare }), file.name);
    } catch {
      setFailed(true);
    }
    setShare(undefined);
  };
  const said = failed
    ? t("error.title")
    : share === undefined
      ? sizeOf(file.size)
      : `${Math.round(share * 100)} %`;
  return (
    <button
      type="button"
      className="bare file-card"
      onClick={save}
      aria-label={`${t("file.download", { name: file.name })} ${said}`}
    >
      <IconFile size={24} />
      <span className="name truncate">
        {file.name}
        <br />
        <span className="secondary number">{said}</span>
      </span>
      <IconDownload size={18} />
    </button>
  );
}
