/** The drawing surface: Excalidraw, fed by and feeding a board's log. Loaded when a board is opened. */
import {
  CaptureUpdateAction,
  Excalidraw,
  exportToCanvas,
  languages,
  MainMenu,
  reconcileElements,
  restoreElements,
} from "@excalidraw/excalidraw";
import type { RemoteExcalidrawElement } from "@excalidraw/excalidraw/data/reconcile";
import type { ExcalidrawElement, NonDeletedExcalidrawElement } from "@excalidraw/excalidraw/element/types";
import type { BinaryFileData, BinaryFiles, ExcalidrawImperativeAPI } from "@excalidraw/excalidraw/types";
import { useMantineColorScheme } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useSession } from "../parts/session-context.ts";
import { language } from "../text/index.ts";
import { bestLocale } from "../text/locales.ts";
import { drawingAssets } from "./assets.ts";
import { type BoardHandlers, BoardLog } from "./board-log.ts";
import { CanvasLabels } from "./canvas-labels.tsx";
import { type Drawing, drawingOf, holdsAll } from "./drawing.ts";

/** Changes are gathered for so long, so that a stroke is some operations and not hundreds. */
const gatherFor = 60;
const thumbnailSize = 320;

export default function Canvas({ space, board, closed }: { space: string; board: string; closed: boolean }) {
  const session = useSession();
  const { colorScheme } = useMantineColorScheme({ keepTransitions: true });
  const [drawApi, setDrawApi] = useState<ExcalidrawImperativeAPI>();
  const sync = useRef<Sync>(undefined);
  useEffect(() => {
    if (!drawApi) return;
    const made = new Sync(drawApi);
    sync.current = made;
    const log = new BoardLog({ id: board, space, session, handlers: made });
    made.log = log;
    void log.load().then(() => drawApi.scrollToContent(undefined, { fitToContent: true }));
    return () => {
      made.flush();
      sync.current = undefined;
      void log.close();
    };
  }, [drawApi, board, space, session]);
  const dark =
    colorScheme === "dark" || (colorScheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  return (
    <div className="board-canvas">
      <link rel="stylesheet" href={`${drawingAssets}index.css`} precedence="default" />
      <Excalidraw
        excalidrawAPI={setDrawApi}
        theme={dark ? "dark" : "light"}
        langCode={drawingLanguage()}
        autoFocus
        viewModeEnabled={closed}
        onChange={(elements, _state, files) => sync.current?.changed(elements, files)}
        UIOptions={{ canvasActions: { loadScene: false, saveToActiveFile: false, toggleTheme: false } }}
      >
        <MainMenu>
          <MainMenu.DefaultItems.SaveAsImage />
          <MainMenu.DefaultItems.ClearCanvas />
          <MainMenu.DefaultItems.ChangeCanvasBackground />
        </MainMenu>
        <CanvasLabels />
      </Excalidraw>
    </div>
  );
}

/** The drawing library's own name for the app's language. */
const drawingLanguage = (): string =>
  languages.find(({ code }) => bestLocale([code]).tag === language())?.code ?? "en";

/** Between the canvas and the log: what changed here goes out, what comes in is merged. */
class Sync implements BoardHandlers {
  log: BoardLog | undefined;
  readonly #api: ExcalidrawImperativeAPI;
  /** What stands on the canvas, removed things too: the library has forgotten it when the page goes, and we are asked. */
  #elements: readonly ExcalidrawElement[] = [];
  #pictures: BinaryFiles = {};
  /** Version of each element that the log has. */
  readonly #versions = new Map<string, number>();
  readonly #files = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(drawApi: ExcalidrawImperativeAPI) {
    this.#api = drawApi;
  }

  changed(elements: readonly ExcalidrawElement[], files: BinaryFiles): void {
    this.#elements = elements;
    this.#pictures = { ...this.#pictures, ...files }; // the library may have let some go
    const differs = elements.some(({ id, version }) => (this.#versions.get(id) ?? 0) < version);
    const adds = Object.keys(files).some((id) => !this.#files.has(id));
    if (differs || adds) this.#timer ??= setTimeout(() => this.flush(), gatherFor);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const elements = this.#elements.filter(({ id, version }) => (this.#versions.get(id) ?? 0) < version);
    const files = Object.fromEntries(Object.entries(this.#pictures).filter(([id]) => !this.#files.has(id)));
    if (elements.length === 0 && Object.keys(files).length === 0) return;
    for (const { id, version } of elements) this.#versions.set(id, version);
    for (const id of Object.keys(files)) this.#files.add(id);
    const drawing: Drawing = { elements, ...(Object.keys(files).length > 0 && { files }) };
    this.log?.send(drawing);
  }

  onChange(change: unknown): void {
    const { elements, files } = drawingOf(change);
    const incoming = restoreElements(elements as ExcalidrawElement[], null);
    for (const { id, version } of incoming)
      this.#versions.set(id, Math.max(version, this.#versions.get(id) ?? 0));
    if (files) {
      for (const id of Object.keys(files)) this.#files.add(id);
      this.#pictures = { ...this.#pictures, ...(files as BinaryFiles) };
      this.#api.addFiles(Object.values(files) as BinaryFileData[]);
    }
    const merged = reconcileElements(
      this.#api.getSceneElementsIncludingDeleted(),
      incoming as RemoteExcalidrawElement[],
      this.#api.getAppState(),
    );
    this.#elements = merged;
    this.#api.updateScene({ elements: merged, captureUpdate: CaptureUpdateAction.NEVER });
  }

  /** What was drawn stays on this canvas; each element stands for itself in the log. */
  onRefused(): void {}

  /** @throws when it would not hold all that the log does: a snapshot takes the log's place */
  async snapshot(): Promise<{ change: Drawing; thumbnail: string }> {
    const [elements, files] = [this.#elements, this.#pictures];
    if (!holdsAll({ elements, files }, { elements: this.#versions.keys(), files: this.#files }))
      throw new Error("the canvas lacks something");
    const canvas = await exportToCanvas({
      elements: elements.filter((element) => !element.isDeleted) as NonDeletedExcalidrawElement[],
      appState: { exportBackground: true, viewBackgroundColor: "#ffffff" },
      files,
      maxWidthOrHeight: thumbnailSize,
    });
    return { change: { elements, files }, thumbnail: canvas.toDataURL("image/webp", 0.7) };
  }
}
