/** The whiteboards and notes of a space, with titles and thumbnails in the clear; and making one. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Board, BoardKind } from "../../appliance/boards/index.ts";
import { api, call } from "../api/client.ts";
import { decryptContent } from "../crypto/content.ts";
import { useSession } from "../parts/session-context.ts";
import { formsOfNames } from "../search/tokens.ts";
import type { Session } from "../store/session.ts";

export interface BoardView extends Omit<Board, "title" | "thumbnail"> {
  title: string;
  /** A data URL, of notes their first words; undefined before the first snapshot. */
  thumbnail: string | undefined;
}

export interface NewBoard {
  title: string;
  kind: BoardKind;
  /** A UUID. */
  id?: string;
}

const opened = (session: Session, { space, id }: Pick<Board, "space" | "id">, jwe: string): Promise<string> =>
  decryptContent(session.keyring, jwe, { sp: space, mid: id }).then(String, () => "");

/** Empty when it cannot be read. */
export const titleOf = (session: Session, board: Pick<Board, "space" | "id" | "title">): Promise<string> =>
  opened(session, board, board.title);

export async function viewBoard(session: Session, board: Board): Promise<BoardView> {
  const thumbnail = board.thumbnail === null ? "" : await opened(session, board, board.thumbnail);
  const isShown = board.kind === "notes" || /^data:image\/(webp|png);base64,[\w+/=]+$/.test(thumbnail);
  return { ...board, title: await titleOf(session, board), thumbnail: isShown ? thumbnail : undefined };
}

/** Milliseconds for which a row of a list that is drawn again takes what was asked for before. */
export const rowFreshness = 15_000;

/** @param staleTime milliseconds for which a former answer is new enough to open with */
export function useBoards(space: string, staleTime = 0) {
  const session = useSession();
  const queries = useQueryClient();
  useEffect(() => {
    const changed = () => void queries.invalidateQueries({ queryKey: ["boards", space] });
    const stops = ["board.created", "board.updated", "board.deleted"].map((kind) =>
      session.onEvent(kind, changed),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }, [session, queries, space]);
  return useQuery({
    queryKey: ["boards", space],
    staleTime,
    queryFn: async () => {
      const { boards } = await call(api.spaces[":id"].boards.$get({ param: { id: space } }));
      return Promise.all(boards.map((board) => viewBoard(session, board)));
    },
  });
}

export async function renameBoard(session: Session, { id, space }: BoardView, title: string): Promise<void> {
  const tokens = await session.sealed(space).tokens(title, formsOfNames([title]));
  await session
    .sealed(space)
    .seal(id, title, ({ body }) =>
      call(api.boards[":id"].$patch({ param: { id }, json: { title: body, tokens } })),
    );
}

/** Makes a board and tells the space about it; one that somebody else has made meanwhile stays theirs. */
export async function createBoard(
  session: Session,
  space: string,
  { title, kind, id = crypto.randomUUID() }: NewBoard,
): Promise<string> {
  const sealed = session.sealed(space);
  const tokens = await sealed.tokens(title, formsOfNames([title]));
  const { board } = await sealed.seal(id, title, ({ body }) =>
    call(api.spaces[":id"].boards.$post({ param: { id: space }, json: { id, kind, title: body, tokens } })),
  );
  if (board.createdBy === session.me.person.id)
    session.conversation(space).send({ text: "", board: { id, title } });
  return id;
}
