/** An Office file, opened by a worker of its own from its decrypted bytes, and its parts as they are wanted. */
import { useEffect, useState } from "react";
import { regionTag } from "../../text/index.ts";
import { Unreadable } from "../unreadable.ts";
import { OfficeReader } from "./office-reader.ts";
import type { OfficeResult, OfficeTask } from "./tasks.ts";

interface Asked<Result> {
  result?: Result;
  /** Says in words what is wrong with the file. */
  error?: unknown;
}

interface Opening<Result> extends Asked<Result> {
  /** Where another time may go well. */
  retry?: () => void;
}

interface OpenFile<Result> {
  reader: OfficeReader;
  content: Result;
}

/** The file is closed when it is not shown any more. */
export function useOfficeFile<Kind extends "workbook" | "presentation">(
  blob: Blob,
  kind: Kind,
): Opening<OpenFile<OfficeResult<Kind>>> {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<Asked<OpenFile<OfficeResult<Kind>>>>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt opens it anew
  useEffect(() => {
    let stopped = false;
    const reader = new OfficeReader();
    const show = (next: typeof state) => stopped || setState(next);
    setState({});
    blob
      .arrayBuffer()
      .then((buffer) => {
        const task = { kind, bytes: new Uint8Array(buffer), region: regionTag() };
        return reader.ask(task as OfficeTask<Kind>); // a presentation has no use for the region
      })
      .then(
        (content) => show({ result: { reader, content } }),
        (error: unknown) => show({ error }),
      );
    return () => {
      stopped = true;
      reader.close();
    };
  }, [blob, kind, attempt]);
  return {
    ...state,
    ...(Unreadable.mayPass(state.error) && { retry: () => setAttempt((count) => count + 1) }),
  };
}

/** @param wanted whether it is to be read already */
export function useOfficePart<Kind extends "sheet" | "slide">(
  reader: OfficeReader,
  kind: Kind,
  index: number,
  wanted = true,
): Asked<OfficeResult<Kind>> {
  const [state, setState] = useState<Asked<OfficeResult<Kind>>>({});
  useEffect(() => {
    if (!wanted) return;
    let stopped = false;
    const show = (next: typeof state) => stopped || setState(next);
    reader.ask({ kind, index } as OfficeTask<Kind>).then(
      (result) => show({ result }),
      (error: unknown) => show({ error }),
    );
    return () => {
      stopped = true;
    };
  }, [reader, kind, index, wanted]);
  return state;
}
