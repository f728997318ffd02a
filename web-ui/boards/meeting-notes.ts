/** The notes of a meeting: they bear its id, so that there is one of them whoever asks first. */
import { ApiError, api, call } from "../api/client.ts";
import type { Session } from "../store/session.ts";
import { createBoard } from "./use-boards.ts";

/** Makes them where nobody has; resolves with the id by which they are opened. */
export async function startMeetingNotes(
  session: Session,
  { id, space, title }: { id: string; space: string; title: string },
): Promise<string> {
  const { boards } = await call(api.spaces[":id"].boards.$get({ param: { id: space } }));
  if (boards.some((board) => board.id === id && board.kind === "notes")) return id;
  try {
    return await createBoard(session, space, { id, kind: "notes", title });
  } catch (error) {
    // They were deleted and are held, or somebody put something else in their place.
    if (error instanceof ApiError && error.code === "board-id-taken")
      return createBoard(session, space, { kind: "notes", title });
    throw error;
  }
}
