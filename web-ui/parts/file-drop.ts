/** Dropping files: where they are wanted, and everywhere else without the browser leaving the app for them. */
import { type DragEvent, useEffect, useState } from "react";

const hasFiles = (transfer: DataTransfer | null): boolean => transfer?.types.includes("Files") ?? false;

/** Handlers for the part of the page that takes files; none are taken while `onFiles` is undefined. */
export function useFileDrop(onFiles: ((files: File[]) => void) | undefined) {
  const [dropping, setDropping] = useState(false);
  const onDrag = (event: DragEvent) => {
    if (!onFiles || !hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    setDropping(event.type === "dragover");
    if (event.type === "drop") onFiles([...event.dataTransfer.files]);
  };
  return {
    dropping: dropping && onFiles !== undefined,
    handlers: { onDragOver: onDrag, onDragLeave: onDrag, onDrop: onDrag },
  };
}

/** Left to themselves, browsers show a file that was dropped beside its place, instead of the app. */
export function useDropGuard(): void {
  useEffect(() => {
    const guard = (event: globalThis.DragEvent) => {
      const picker = event.target instanceof HTMLInputElement && event.target.type === "file";
      if (event.defaultPrevented || picker || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "none";
    };
    addEventListener("dragover", guard);
    addEventListener("drop", guard);
    return () => {
      removeEventListener("dragover", guard);
      removeEventListener("drop", guard);
    };
  }, []);
}
