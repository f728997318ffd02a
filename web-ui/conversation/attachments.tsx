/** Files of a message: pictures are shown, the rest are cards; bytes are decrypted here, in the browser. */
import { Modal } from "@mantine/core";
import { IconEye, IconPhotoOff } from "@tabler/icons-react";
import { Suspense, useEffect, useRef, useState } from "react";
import { downloadFile, type FileReference } from "../crypto/files.ts";
import { useAnnotator } from "../files/annotate/use-annotator.tsx";
import { FileCard } from "../files/file-card.tsx";
import { lazily } from "../parts/lazily.ts";
import { BlobPicture } from "../parts/picture.tsx";
import { useOpened } from "../parts/use-opened.ts";
import { t } from "../text/index.ts";

const Preview = lazily(async () => ({ default: (await import("../files/preview.tsx")).Preview }));

/** Raster pictures only: SVG may carry scripts, and anything else is downloaded. */
const shown = /^image\/(png|jpeg|gif|webp|avif)$/;
const largestPreview = 40 * 1024 * 1024;

interface AttachmentProps {
  file: FileReference;
  space: string;
}

export function Attachments(props: { files: readonly FileReference[]; space: string; id?: string }) {
  const { files, space, id } = props;
  return (
    <div id={id} className="attachments">
      {files.map((file) =>
        shown.test(file.type) && file.size <= largestPreview ? (
          <Picture key={file.id} file={file} space={space} />
        ) : (
          <PreviewedCard key={file.id} file={file} space={space} />
        ),
      )}
    </div>
  );
}

function useDecrypted(file: FileReference): { blob?: Blob; failed: boolean } {
  const [state, setState] = useState<{ blob?: Blob; failed: boolean }>({ failed: false });
  const latest = useRef(file); // the same file may come as another object, when its message is edited
  latest.current = file;
  const { id } = file;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the id says which file it is
  useEffect(() => {
    const abort = new AbortController();
    downloadFile(latest.current, { signal: abort.signal }).then(
      (blob) => setState({ blob, failed: false }),
      () => abort.signal.aborted || setState({ failed: true }),
    );
    return () => abort.abort();
  }, [id]);
  return state;
}

function Picture({ file, space }: AttachmentProps) {
  const { blob, failed } = useDecrypted(file);
  const { opened, open, close } = useOpened();
  const { drawing, button, annotator } = useAnnotator(file, space, close);
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
        onClick={open}
        aria-label={t("file.preview", { name: file.name })}
      >
        {blob && (
          <BlobPicture
            blob={blob}
            alt={file.name}
            fallback={
              <span className="picture-broken">
                <IconPhotoOff size={28} />
                <span className="truncate">{file.name}</span>
              </span>
            }
          />
        )}
      </button>
      <Modal
        opened={opened && !drawing}
        onClose={close}
        size="auto"
        title={file.name}
        className="lightbox"
        centered
      >
        {blob && <BlobPicture blob={blob} alt={file.name} fallback={<p>{t("picture.broken")}</p>} />}
        <div className="preview-actions">
          <FileCard file={file} />
          {blob && button}
        </div>
      </Modal>
      {drawing && blob && annotator(blob)}
    </>
  );
}

/** A card with the way to look inside without downloading. */
function PreviewedCard({ file, space }: AttachmentProps) {
  const { opened, open, close } = useOpened();
  return (
    <div className="previewed">
      <FileCard file={file} />
      <button
        type="button"
        className="icon-button"
        aria-label={t("file.preview", { name: file.name })}
        title={t("file.preview", { name: file.name })}
        onClick={open}
      >
        <IconEye size={18} />
      </button>
      {opened && (
        <Suspense>
          <Preview file={file} space={space} onClose={close} />
        </Suspense>
      )}
    </div>
  );
}
