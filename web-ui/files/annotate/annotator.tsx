/** A picture or a PDF to draw on; saving shares it in its space as a newer version of the same file. */
import "../../text/files.ts";
import { Button, Modal } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useBlocker } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useReducer, useState } from "react";
import { type FileReference, uploadFile } from "../../crypto/files.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Problem } from "../../parts/problem.tsx";
import { useSession } from "../../parts/session-context.ts";
import { useAction } from "../../parts/use-action.ts";
import { t } from "../../text/index.ts";
import { wordsIn } from "../words.ts";
import { changed, emptyHistory } from "./history.ts";
import { textSizeOf, widthOf } from "./marks.ts";
import { Stage } from "./stage.tsx";
import { openSurface, type Surface } from "./surface.ts";
import { type Choice, colours, Toolbar } from "./toolbar.tsx";

interface AnnotatorProps {
  file: FileReference;
  /** Its bytes, decrypted. */
  blob: Blob;
  space: string;
  onSaved: () => void;
  onClose: () => void;
}

function useSurface(blob: Blob): { surface?: Surface; error?: Error } {
  const [state, setState] = useState<{ surface?: Surface; error?: Error }>({});
  useEffect(() => {
    const opening = openSurface(blob);
    opening.then(
      (surface) => setState({ surface }),
      () => setState({ error: new Error(t("file.broken")) }),
    );
    return () => void opening.then((surface) => surface.close()).catch(() => {}); // it was never open
  }, [blob]);
  return state;
}

/** Shares the file under its old name, which makes it a newer version. */
function useSharing(space: string) {
  const session = useSession();
  return async (file: File, size: { width: number; height: number } | undefined) => {
    const [reference, words] = await Promise.all([uploadFile(space, file), wordsIn(file)]);
    session.conversation(space).send({ text: "", files: [{ ...reference, ...size }] }, words);
  };
}

export default function Annotator({ file, blob, space, onSaved, onClose }: AnnotatorProps) {
  const { surface, error } = useSurface(blob);
  const share = useSharing(space);
  const [history, change] = useReducer(changed, emptyHistory);
  const [choice, setChoice] = useState<Choice>({ tool: "pen", colour: "red", thickness: "medium" });
  const [page, setPage] = useState(0);
  const [asking, setAsking] = useState(false);
  const marks = history.present;
  const leave = () => {
    setAsking(true);
    return true;
  };
  useBlocker({ shouldBlockFn: leave, disabled: marks.length === 0, enableBeforeUnload: false });
  const save = useAction(async () => {
    if (!surface) return;
    const made = await surface.save(marks);
    const size = made.type.startsWith("image/") ? surface.pages[0] : undefined;
    await share(new File([made], file.name, { type: made.type }), size);
    onSaved();
  });
  const undo = history.past.length > 0 ? () => change({ kind: "undo" }) : undefined;
  const redo = history.future.length > 0 ? () => change({ kind: "redo" }) : undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.target instanceof HTMLTextAreaElement) return;
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    (key === "y" || event.shiftKey ? redo : undo)?.();
  };
  const size = surface?.pages[page];
  return (
    <Modal
      opened
      fullScreen
      className="annotate"
      title={t("annotate.title", { name: file.name })}
      onClose={() => (marks.length > 0 ? setAsking(true) : onClose())}
      onKeyDown={onKeyDown}
    >
      <div className="annotate-head">
        <Toolbar choice={choice} onChoose={setChoice} undo={undo} redo={redo} />
        <Button disabled={marks.length === 0} loading={save.running} onClick={() => void save.run()}>
          {t("annotate.save")}
        </Button>
      </div>
      <Problem error={error ?? save.error} />
      {!surface && !error && <p className="secondary">{t("file.opening")}</p>}
      {surface && size && (
        <Stage
          key={page}
          surface={surface}
          page={page}
          marks={marks}
          brush={{
            tool: choice.tool,
            colour: colours[choice.colour],
            width: widthOf(choice.tool, choice.thickness, size),
            textSize: textSizeOf(choice.thickness, size),
          }}
          onChange={change}
        />
      )}
      {surface && surface.pages.length > 1 && (
        <Pages page={page} count={surface.pages.length} onTurn={setPage} />
      )}
      {asking && (
        <Confirm
          title={t("annotate.discard")}
          question={t("annotate.discard.question")}
          action={async () => onClose()}
          onClose={() => setAsking(false)}
        />
      )}
    </Modal>
  );
}

function Pages({ page, count, onTurn }: { page: number; count: number; onTurn: (page: number) => void }) {
  return (
    <nav className="annotate-pages" aria-label={t("annotate.pages")}>
      <button
        type="button"
        className="icon-button"
        aria-label={t("annotate.page.back")}
        disabled={page === 0}
        onClick={() => onTurn(page - 1)}
      >
        <IconChevronLeft size={20} />
      </button>
      <span className="number" aria-live="polite">
        {t("annotate.page.of", { number: page + 1, count })}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label={t("annotate.page.next")}
        disabled={page === count - 1}
        onClick={() => onTurn(page + 1)}
      >
        <IconChevronRight size={20} />
      </button>
    </nav>
  );
}
