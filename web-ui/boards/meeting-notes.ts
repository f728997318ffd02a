/** The notes of a meeting: they bear its id, so that there is one of them whoever asks first. */
import { api, call } from "../api/client.ts";
import type { Session } from "../store/session.ts";
import { createBoard } from "./use-boards.ts";

/** Makes them where nobody has; resolves when they can be opened. */
export async function startMeetingNotes(
  session: Session,
  { id, space, title }: { id: string; space: string; title: string },
): Promise<void> {
  const { boards } = await call(api.spaces[":id"].boards.$get({ param: { id: space } }));
  if (!boards.some((board) => board.id === id))
    await createBoard(session, space, { id, kind: "notes", title });
}
