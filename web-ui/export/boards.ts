/** The whiteboards that one made, as files that Excalidraw opens, and the notes, as text. */
import { api, call } from "../api/client.ts";
import { type Drawing, drawingOf, type Versioned } from "../boards/drawing.ts";
import { NotesDocument } from "../boards/notes-document.ts";
import { openChange } from "../boards/sealed-change.ts";
import { viewBoard } from "../boards/use-boards.ts";
import type { Session } from "../store/session.ts";
import { type Archive, safeName } from "./archive.ts";

export async function writeBoards(session: Session, archive: Archive, signal: AbortSignal): Promise<void> {
  const { boards } = await call(api.export.boards.$get());
  for (const board of boards) {
    signal.throwIfAborted();
    const { title } = await viewBoard(session, board);
    const { snapshot, operations } = await call(
      api.boards[":id"].$get({ param: { id: board.id }, query: {} }),
    );
    const bodies = [...(snapshot === null ? [] : [snapshot]), ...operations.map(({ body }) => body)];
    const binding = { sp: board.space, mid: board.id };
    const changes = await Promise.all(bodies.map((body) => openChange(session.keyring, body, binding)));
    const path = `boards/${safeName(title)}-${board.id.slice(0, 8)}`;
    if (board.kind === "notes") await archive.file(`${path}.md`, new Blob([writtenIn(changes)]));
    else archive.json(`${path}.excalidraw`, drawnIn(changes));
  }
}

function writtenIn(changes: readonly unknown[]): string {
  const notes = new NotesDocument();
  for (const change of changes) notes.receive(change);
  return notes.text;
}

function drawnIn(changes: readonly unknown[]) {
  const { elements, files = {} } = merged(changes.map(drawingOf));
  return { type: "excalidraw", version: 2, source: location.origin, elements, appState: {}, files };
}

/** Of two versions of an element the higher counts, of equal ones that with the lower nonce: as on the board. */
function merged(drawings: readonly Drawing[]): Drawing {
  const elements = new Map<string, Versioned>();
  for (const element of drawings.flatMap((drawing) => drawing.elements)) {
    const known = elements.get(element.id);
    const newer = (one: Versioned) =>
      element.version === one.version
        ? element.versionNonce < one.versionNonce
        : element.version > one.version;
    if (!known || newer(known)) elements.set(element.id, element);
  }
  return {
    elements: [...elements.values()],
    files: Object.assign({}, ...drawings.map(({ files }) => files)),
  };
}
