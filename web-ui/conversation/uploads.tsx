/** Files on their way up: progress, cancel, what went wrong, and the references that the message will carry. */
import { IconRefresh, IconX } from "@tabler/icons-react";
import { ApiError } from "../api/client.ts";
import { RefusedPicture } from "../files/metadata/bytes.ts";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import type { Upload, Uploads } from "../store/uploads.ts";
import { errorText, sizeOf, t } from "../text/index.ts";

/** @param place the space, or the message whose thread is written in */
export function useUploads(space: string, place = space) {
  const store = useSession().uploads(space, place);
  const list = useSignal(store.list);
  return {
    store,
    list,
    add: store.add,
    busy: list.some(({ reference, error }) => !reference && !error),
    words: list.map(({ words = "" }) => words).join("\n"),
    finished: list.flatMap(({ reference }) => reference ?? []),
  };
}

const isTooLarge = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.code === "file-too-large";

function reasonOf({ error, file: { name } }: Upload): string {
  if (error instanceof RefusedPicture) return error.message;
  if (isTooLarge(error)) return t("file.too.large", { name, limit: sizeOf(Number(error.details.limit)) });
  const reason = error instanceof ApiError ? (errorText(error.code) ?? error.message) : "";
  return `${t("file.failed", { name })} ${reason}`;
}

export function UploadList({ list, store }: { list: readonly Upload[]; store: Uploads }) {
  if (list.length === 0) return null;
  return (
    <div className="uploads">
      {list.map((upload) => (
        <UploadRow key={upload.id} upload={upload} store={store} />
      ))}
    </div>
  );
}

function UploadRow({ upload, store }: { upload: Upload; store: Uploads }) {
  const { file, error, reference, share } = upload;
  const mayRetry = error !== undefined && !isTooLarge(error) && !(error instanceof RefusedPicture);
  return (
    <div className="upload">
      {error ? (
        <span className="upload-problem" role="alert">
          {reasonOf(upload)}
        </span>
      ) : (
        <span className="truncate" style={{ flex: 1 }}>
          {file.name}
        </span>
      )}
      {!reference && !error && (
        <progress value={share} max={1} aria-label={t("file.uploading", { name: file.name })} />
      )}
      {mayRetry && (
        <button
          type="button"
          className="icon-button"
          aria-label={t("action.retry")}
          title={t("action.retry")}
          onClick={() => store.retry(upload)}
        >
          <IconRefresh size={16} />
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={t("file.cancel")}
        onClick={() => store.remove(upload)}
      >
        <IconX size={16} />
      </button>
    </div>
  );
}
