/** The whiteboards and notes of a space, beside the conversation. Loaded when it is opened. */
import "../text/boards.ts";
import { Button, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useCallback, useRef, useState } from "react";
import type { BoardKind } from "../../appliance/boards/index.ts";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { SidePanel } from "../parts/side-panel.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { BoardCard } from "./board-card.tsx";
import { createBoard, useBoards } from "./use-boards.ts";

export default function BoardsPanel(props: { space: string; mayDraw: boolean; onClose: () => void }) {
  const { space, mayDraw, onClose } = props;
  const session = useSession();
  const navigate = useNavigate();
  const boards = useBoards(space);
  const [title, setTitle] = useState("");
  const name = useRef<HTMLInputElement>(null);
  const create = useAction(
    useCallback(
      async (kind: BoardKind) => {
        const board = await createBoard(session, space, { title: title.trim(), kind });
        await navigate({ to: "/space/$space/board/$board", params: { space, board } });
      },
      [session, space, title, navigate],
    ),
  );
  const unnamed = title.trim() === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!unnamed) void create.run("drawing");
  };
  return (
    <SidePanel label={t("space.board")} title={t("board.all")} onClose={onClose}>
      <div className="side-body form">
        {mayDraw && (
          <form className="form" onSubmit={submit}>
            <TextInput
              ref={name}
              label={t("board.name")}
              value={title}
              maxLength={100}
              autoComplete="off"
              onChange={({ currentTarget }) => setTitle(currentTarget.value)}
            />
            <div className="board-choices">
              <Button type="submit" loading={create.running} disabled={unnamed}>
                {t("board.create")}
              </Button>
              <Button
                variant="default"
                disabled={unnamed || create.running}
                onClick={() => void create.run("notes")}
              >
                {t("notes.create")}
              </Button>
            </div>
          </form>
        )}
        <Problem error={create.error ?? boards.error} onRetry={() => void boards.refetch()} />
        {boards.data?.length === 0 && mayDraw && (
          <Empty
            text={t("board.none")}
            way={{ label: t("board.none.way"), onPress: () => name.current?.focus() }}
          />
        )}
        {boards.data?.length === 0 && !mayDraw && <p className="secondary">{t("board.none")}</p>}
        {boards.data?.map((board) => (
          <BoardCard key={board.id} space={space} board={board} />
        ))}
      </div>
    </SidePanel>
  );
}
