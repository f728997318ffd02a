/** Files of a message: pictures are shown, the rest are cards; bytes are decrypted here, in the browser. */
import { Modal } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { downloadFile, type FileReference } from "../crypto/files.ts";
import { FileCard } from "../files/file-card.tsx";
import { t } from "../text/index.ts";

const Preview = lazy(async () => ({ default: (await import("../files/preview.tsx")).Preview }));

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
          <PreviewedCard key={file.id} file={file} />
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

/** A card with the way to look inside without downloading. */
function PreviewedCard({ file }: { file: FileReference }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="previewed">
      <FileCard file={file} />
      <button
        type="button"
        className="icon-button"
        aria-label={t("file.preview", { name: file.name })}
        title={t("file.preview", { name: file.name })}
        onClick={() => setOpen(true)}
      >
        <IconEye size={18} />
      </button>
      {open && (
        <Suspense>
          <Preview file={file} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
