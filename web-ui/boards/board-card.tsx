/** A whiteboard or notes in a conversation or a list: the picture or first words, the title, the way in. */
import { Link } from "@tanstack/react-router";
import { t } from "../text/index.ts";
import { BoardIcon } from "./board-icon.tsx";
import { type BoardView, rowFreshness, useBoards } from "./use-boards.ts";

export function BoardCard({ space, board }: { space: string; board: { id: string; title: string } }) {
  const boards = useBoards(space, rowFreshness);
  const known = boards.data?.find(({ id }) => id === board.id);
  if (boards.data && !known) return <p className="message-note">{t("board.gone")}</p>;
  const title = known?.title || board.title;
  return (
    <Link to="/space/$space/board/$board" params={{ space, board: board.id }} className="board-card">
      {known?.thumbnail ? (
        <Thumbnail board={known} />
      ) : (
        <span className="board-blank">
          <BoardIcon kind={known?.kind} size={32} />
        </span>
      )}
      <span className="board-title truncate">
        <BoardIcon kind={known?.kind} size={16} /> <bdi>{title}</bdi>
      </span>
    </Link>
  );
}

function Thumbnail({ board: { kind, thumbnail } }: { board: BoardView }) {
  return kind === "notes" ? (
    <span className="board-words" dir="auto">
      {thumbnail}
    </span>
  ) : (
    <img src={thumbnail} alt="" />
  );
}
