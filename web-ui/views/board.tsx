/** A whiteboard or notes over the whole of the space's place. */
import "../text/boards.ts";
import { IconArrowLeft, IconPencil, IconTrash } from "@tabler/icons-react";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { api, call } from "../api/client.ts";
import { loadCanvas } from "../boards/load-canvas.ts";
import { useBoards } from "../boards/use-boards.ts";
import { Confirm } from "../parts/confirm.tsx";
import { usePageTitle } from "../parts/document-title.ts";
import { lazily } from "../parts/lazily.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { maySpeak } from "../store/space-list.ts";
import { t } from "../text/index.ts";

const Canvas = lazily(loadCanvas);
const Notes = lazily(() => import("../boards/notes.tsx"));
const RenameBoard = lazily(() => import("../boards/rename-board.tsx"));

export function BoardPage() {
  const { space: spaceId, board: id } = useParams({ from: "/app/shell/space/$space/board/$board" });
  const session = useSession();
  const navigate = useNavigate();
  const space = useSignal(session.spaces.byId).get(spaceId);
  const boards = useBoards(spaceId);
  const [dialog, setDialog] = useState<"rename" | "remove">();
  const closeDialog = () => setDialog(undefined);
  const board = boards.data?.find((each) => each.id === id);
  const back = { to: "/space/$space", params: { space: spaceId } } as const;
  const gone = boards.data !== undefined && !board;
  const mayRemove = board?.createdBy === session.me.person.id || space?.role === "moderator";
  const closed = !space || !maySpeak(space);
  const isNotes = board?.kind === "notes";
  const Surface = isNotes ? Notes : Canvas;
  usePageTitle(t(isNotes ? "notes.text" : "board.all"));
  const rename = t(isNotes ? "notes.rename" : "board.rename");
  const remove = t(isNotes ? "notes.remove" : "board.remove");
  return (
    <div className="board-page">
      <div className="space-head">
        <Link {...back} className="icon-button" aria-label={t("board.back")} title={t("board.back")}>
          <IconArrowLeft size={20} />
        </Link>
        <div className="title">
          <h1 className="truncate">
            <bdi>{board?.title ?? ""}</bdi>
          </h1>
          <p className="secondary truncate">{space && session.spaces.nameOf(space)}</p>
        </div>
        {board && !closed && (
          <button
            type="button"
            className="icon-button"
            aria-label={rename}
            title={rename}
            onClick={() => setDialog("rename")}
          >
            <IconPencil size={18} />
          </button>
        )}
        {board && mayRemove && (
          <button
            type="button"
            className="icon-button"
            aria-label={remove}
            title={remove}
            onClick={() => setDialog("remove")}
          >
            <IconTrash size={18} />
          </button>
        )}
      </div>
      <Problem error={boards.error} onRetry={() => void boards.refetch()} />
      {gone && <p className="empty">{t("board.gone")}</p>}
      {board && (
        <Suspense fallback={<div className="loading" aria-busy="true" />}>
          <Surface key={id} space={spaceId} board={id} closed={closed} />
        </Suspense>
      )}
      {dialog === "rename" && board && (
        <Suspense>
          <RenameBoard board={board} onClose={closeDialog} />
        </Suspense>
      )}
      {dialog === "remove" && board && (
        <Confirm
          title={remove}
          question={t("board.remove.confirm", { name: board.title })}
          action={async () => {
            await call(api.boards[":id"].$delete({ param: { id } }));
            await navigate(back);
          }}
          onClose={closeDialog}
        />
      )}
    </div>
  );
}
