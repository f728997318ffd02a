/** Files of a message: pictures are shown, the rest are cards; bytes are decrypted here, in the browser. */
import { Modal } from "@mantine/core";
import { IconDownload, IconFile } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { downloadFile, type FileReference } from "../crypto/files.ts";
import { sizeOf, t } from "../text/index.ts";

/** Raster pictures only: SVG may carry scripts, and anything else is downloaded. */
const shown = /^image\/(png|jpeg|gif|webp|avif)$/;
const largestPreview = 40 * 1024 * 1024;

export function Attachments({ files }: { files: readonly FileReference[] }) {
  return (
    <div className="attachments">
      {files.map((file) =>
        shown.test(file.type) && file.size <= largestPreview ? (
          <Picture key={file.id} file={file} />
        ) : (
          <FileCard key={file.id} file={file} />
        ),
      )}
    </div>
  );
}

/** A picture that is just being taken off the screen may still be asked for. */
const revokeAfter = 2000;

function useDecrypted(file: FileReference): { url?: string; failed: boolean } {
  const [state, setState] = useState<{ url?: string; failed: boolean }>({ failed: false });
  const latest = useRef(file); // the same file may come as another object, when its message is edited
  latest.current = file;
  const { id } = file;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the id says which file it is
  useEffect(() => {
    const abort = new AbortController();
    let url: string | undefined;
    downloadFile(latest.current, { signal: abort.signal }).then(
      (blob) => {
        url = URL.createObjectURL(blob);
        setState({ url, failed: false });
      },
      () => abort.signal.aborted || setState({ failed: true }),
    );
    return () => {
      abort.abort();
      if (url) setTimeout(URL.revokeObjectURL, revokeAfter, url);
    };
  }, [id]);
  return state;
}

function Picture({ file }: { file: FileReference }) {
  const { url, failed } = useDecrypted(file);
  const [open, setOpen] = useState(false);
  if (failed) return <FileCard file={file} />;
  const { width = 360, height = 240 } = file;
  const scale = Math.min(1, 360 / width, 300 / height);
  const style = { width: Math.max(64, width * scale), aspectRatio: `${width} / ${height}` };
  return (
    <>
      <button
        type="button"
        className="bare picture"
        style={style}
        onClick={() => setOpen(true)}
        aria-label={t("file.preview", { name: file.name })}
      >
        {url && <img src={url} alt={file.name} />}
      </button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        size="auto"
        title={file.name}
        className="lightbox"
        centered
      >
        {url && <img src={url} alt={file.name} />}
        <FileCard file={file} />
      </Modal>
    </>
  );
}

function FileCard({ file }: { file: FileReference }) {
  const [share, setShare] = useState<number>();
  const [failed, setFailed] = useState(false);
  const save = async () => {
    setShare(0);
    try {
      const url = URL.createObjectURL(await downloadFile(file, { onProgress: setShare }));
      const link = Object.assign(document.createElement("a"), { href: url, download: file.name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch {
      setFailed(true);
    }
    setShare(undefined);
  };
  return (
    <button
      type="button"
      className="bare file-card"
      onClick={save}
      aria-label={t("file.download", { name: file.name })}
    >
      <IconFile size={24} />
      <span className="name truncate">
        {file.name}
        <br />
        <span className="secondary number">
          {failed
            ? t("error.title")
            : share === undefined
              ? sizeOf(file.size)
              : `${Math.round(share * 100)} %`}
        </span>
      </span>
      <IconDownload size={18} />
    </button>
  );
}
