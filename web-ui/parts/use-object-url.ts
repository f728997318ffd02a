import { useEffect, useMemo } from "react";

/** What is just being taken off the screen may still be asked for. */
const revokeAfter = 2000;

/** An address for the bytes, as long as they are shown. */
export function useObjectUrl(blob: Blob): string {
  const url = useMemo(() => URL.createObjectURL(blob), [blob]);
  useEffect(() => () => void setTimeout(URL.revokeObjectURL, revokeAfter, url), [url]);
  return url;
}
