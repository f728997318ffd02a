/** An Office file, opened from its decrypted bytes. */
import { useEffect, useState } from "react";
import { t } from "../../text/index.ts";
import { TooMuch } from "../too-much.ts";

/** `error` says in words that the file is too much, damaged, or not what its name says. */
export function useOfficeFile<File>(
  blob: Blob,
  open: (bytes: Uint8Array) => File,
): { file?: File; error?: Error } {
  const [state, setState] = useState<{ file?: File; error?: Error }>({});
  useEffect(() => {
    let stopped = false;
    blob
      .arrayBuffer()
      .then((buffer) => ({ file: open(new Uint8Array(buffer)) }))
      .catch((error: unknown) => ({ error: error instanceof TooMuch ? error : new Error(t("file.broken")) }))
      .then((next) => stopped || setState(next));
    return () => {
      stopped = true;
    };
  }, [blob, open]);
  return state;
}
