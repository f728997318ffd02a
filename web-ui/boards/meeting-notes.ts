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
  for (let place = 0; ; place++) {
    const notes = await idOf(id, place);
    if (boards.some((board) => board.id === notes && board.kind === "notes")) return notes;
    try {
      return await createBoard(session, space, { id: notes, kind: "notes", title });
    } catch (error) {
      // They were deleted and are held, or somebody put something else in their place: all go on to the same next.
      const taken = error instanceof ApiError && error.code === "board-id-taken";
      if (!taken || place === mostPlaces) throw error;
    }
  }
}

const mostPlaces = 8;

/** The meeting's own id, and after it ids that everybody makes of it alike (RFC 9562 §5.8). */
async function idOf(meeting: string, place: number): Promise<string> {
  if (place === 0) return meeting;
  const named = new TextEncoder().encode(`notes ${place} of ${meeting}`);
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", named)).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
