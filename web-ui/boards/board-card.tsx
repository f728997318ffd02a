/** A whiteboard as it stands in a conversation or a list: its picture, its title, the way into it. */
import { IconChalkboard } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { t } from "../text/index.ts";
import { useBoards } from "./use-boards.ts";

export function BoardCard({ space, board }: { space: string; board: { id: string; title: string } }) {
  const boards = useBoards(space);
  const known = boards.data?.find(({ id }) => id === board.id);
  if (boards.data && !known) return <p className="message-note">{t("board.gone")}</p>;
  const title = known?.title || board.title;
  return (
    <Link to="/space/$space/board/$board" params={{ space, board: board.id }} className="board-card">
      {known?.thumbnail ? (
        <img src={known.thumbnail} alt="" />
      ) : (
        <span className="board-blank">
          <IconChalkboard size={32} stroke={1.5} />
        </span>
      )}
      <span className="board-title truncate">
        <IconChalkboard size={16} /> <bdi>{title}</bdi>
      </span>
    </Link>
  );
}
