/** Files on their way up: progress, cancel, and the references that the message will carry. */
import { IconX } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import { type FileReference, uploadFile } from "../crypto/files.ts";
import { RefusedPicture } from "../files/metadata/bytes.ts";
import { t } from "../text/index.ts";

interface Upload {
  id: string;
  name: string;
  share: number;
  abort: AbortController;
  reference?: FileReference;
  /** What is written in it, for search. */
  words?: string;
  /** What went wrong, in words. */
  failed?: string;
}

/** Size in pixels, for pictures that the browser can read. */
async function measure(file: File): Promise<{ width: number; height: number } | undefined> {
  if (!file.type.startsWith("image/")) return undefined;
  try {
    const { width, height } = await createImageBitmap(file);
    return { width, height };
  } catch {
    return undefined; // not a picture after all: it is shared as a file
  }
}

const reasonOf = (error: unknown, name: string): string =>
  error instanceof RefusedPicture ? error.message : t("file.failed", { name });

export function useUploads(space: string) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);

  const add = useCallback(
    (files: File[]) => {
      for (const file of files) {
        const abort = new AbortController();
        const id = crypto.randomUUID();
        const patch = (change: Partial<Upload>) =>
          setUploads((all) => all.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)));
        setUploads((all) => [...all, { id, name: file.name, share: 0, abort }]);
        Promise.all([
          uploadFile(space, file, { signal: abort.signal, onProgress: (share) => patch({ share }) }),
          measure(file),
          import("../files/words.ts").then(({ wordsIn }) => wordsIn(file)),
        ]).then(
          ([reference, size, words]) => patch({ reference: { ...reference, ...size }, words }),
          (error) => !abort.signal.aborted && patch({ failed: reasonOf(error, file.name) }),
        );
      }
    },
    [space],
  );
  const remove = useCallback((upload: Upload) => {
    upload.abort.abort();
    setUploads((all) => all.filter(({ id }) => id !== upload.id));
  }, []);
  const clear = useCallback(() => setUploads([]), []);

  return {
    list: uploads,
    add,
    remove,
    clear,
    busy: uploads.some(({ reference, failed }) => !reference && !failed),
    words: uploads.map(({ words = "" }) => words).join("\n"),
    finished: uploads.flatMap(({ reference }) => reference ?? []),
  };
}

export function UploadList({ uploads }: { uploads: ReturnType<typeof useUploads> }) {
  if (uploads.list.length === 0) return null;
  return (
    <div className="uploads">
      {uploads.list.map((upload) => (
        <div key={upload.id} className="upload">
          {upload.failed ? (
            <span className="upload-problem" role="alert">
              {upload.failed}
            </span>
          ) : (
            <span className="truncate" style={{ flex: 1 }}>
              {upload.name}
            </span>
          )}
          {!upload.reference && !upload.failed && (
            <progress value={upload.share} max={1} aria-label={t("file.uploading", { name: upload.name })} />
          )}
          <button
            type="button"
            className="icon-button"
            aria-label={t("file.cancel")}
            onClick={() => uploads.remove(upload)}
          >
            <IconX size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
