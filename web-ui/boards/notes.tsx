/** Notes that several people write at once: a text in markdown, written or read. Loaded when notes are opened. */
import "../text/boards.ts";
import { SegmentedControl } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { MessageText } from "../conversation/message-text.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import type { Session } from "../store/session.ts";
import { t } from "../text/index.ts";
import { type BoardHandlers, BoardLog } from "./board-log.ts";
import { NotesDocument } from "./notes-document.ts";
import { NotesField } from "./notes-field.ts";

/** What is typed is gathered for so long, in milliseconds: a word is a change or two, and not one a letter. */
const gatherFor = 200;
const excerptLength = 280;
/** Characters. What is pasted at once is one operation, which the appliance takes up to 4 MiB. */
const longestText = 200_000;

export default function Notes({ space, board, closed }: { space: string; board: string; closed: boolean }) {
  const session = useSession();
  const [sync, setSync] = useState<Sync>();
  const [loading, setLoading] = useState(true);
  const [problem, setProblem] = useState<unknown>();
  const [text, setText] = useState("");
  const [reads, setReads] = useState(closed);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens the log anew
  useEffect(() => {
    const made = new Sync({ session, space, board, onText: setText, onProblem: setProblem });
    setSync(made);
    setLoading(true);
    setProblem(undefined);
    made.load().then(() => setLoading(false), setProblem);
    return () => void made.close();
  }, [session, space, board, attempt]);
  return (
    <div className="notes" aria-busy={loading && !problem}>
      <Problem error={problem} onRetry={() => setAttempt(attempt + 1)} />
      {!loading && !closed && (
        <SegmentedControl
          className="notes-view"
          aria-label={t("notes.view")}
          value={reads ? "read" : "write"}
          onChange={(value) => setReads(value === "read")}
          data={[
            { value: "write", label: t("notes.write") },
            { value: "read", label: t("notes.read") },
          ]}
        />
      )}
      {!loading && (closed || reads) && <Reading text={text} />}
      {!loading && !closed && !reads && sync && <Writing sync={sync} />}
    </div>
  );
}

function Reading({ text }: { text: string }) {
  return (
    <div className="notes-text">
      {text.trim() === "" ? <p className="secondary">{t("notes.none")}</p> : <MessageText text={text} />}
    </div>
  );
}

function Writing({ sync }: { sync: Sync }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => (field.current ? sync.attach(field.current) : undefined), [sync]);
  return (
    <textarea
      ref={field}
      className="notes-text"
      dir="auto"
      maxLength={longestText}
      aria-label={t("notes.text")}
      placeholder={t("notes.placeholder")}
      // biome-ignore lint/a11y/noAutofocus: whoever opens notes to write comes for this field
      autoFocus
    />
  );
}

/** How the notes begin, without the marks of their markdown and without empty lines. */
const firstWordsOf = (text: string): string =>
  text
    .slice(0, 4 * excerptLength)
    .replaceAll(/^[ \t]*(?:#+|>|[-*+](?: \[[ x]\])?)[ \t]+|[*_`~]{1,3}/gm, "")
    .replaceAll(/\n\s*\n/g, "\n")
    .trim()
    .slice(0, excerptLength);

interface SyncOptions {
  session: Session;
  space: string;
  board: string;
  onText: (text: string) => void;
  onProblem: (reason: unknown) => void;
}

/** Between the document, its log and the field that shows it. */
class Sync implements BoardHandlers {
  readonly #log: BoardLog;
  readonly #notes: NotesDocument;
  readonly #onText: (text: string) => void;
  readonly #onProblem: (reason: unknown) => void;
  readonly #leaving = new AbortController();
  #field: NotesField | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether a change was refused: those behind it say nothing without it, so that the next says everything. */
  #broken = false;

  constructor(options: SyncOptions) {
    const { session, space, board, onText, onProblem } = options;
    this.#onText = onText;
    this.#onProblem = onProblem;
    this.#notes = new NotesDocument(() => {
      onText(this.#notes.text);
      this.#timer ??= setTimeout(() => this.#flush(), gatherFor);
    });
    this.#log = new BoardLog({ id: board, space, session, handlers: this });
    const leave = () => document.visibilityState === "hidden" && this.#flush(); // the page may not come back
    document.addEventListener("visibilitychange", leave, { signal: this.#leaving.signal });
  }

  load(): Promise<void> {
    return this.#log.load();
  }

  /** Shows the notes in a field, and takes what is typed there; returns the way to stop. */
  attach(element: HTMLTextAreaElement): () => void {
    const field = new NotesField(element, this.#notes);
    this.#field = field;
    return () => {
      field.close();
      this.#field = undefined;
    };
  }

  onChange(change: unknown): void {
    if (this.#field) this.#field.receive(change);
    else this.#notes.receive(change);
    this.#onText(this.#notes.text);
  }

  onRefused(reason: unknown): void {
    this.#broken = true;
    this.#onProblem(reason);
  }

  async snapshot(): Promise<{ change: unknown; thumbnail: string }> {
    return { change: this.#notes.everything(), thumbnail: firstWordsOf(this.#notes.text) };
  }

  async close(): Promise<void> {
    this.#leaving.abort();
    this.#flush();
    await this.#log.close();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#field?.takeAll();
    const change = this.#notes.takeOwn();
    if (change) this.#log.send(this.#broken ? this.#notes.everything() : change);
    this.#broken = false;
  }
}
