/** Gives a whiteboard or notes another name. */
import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useCallback, useState } from "react";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { type BoardView, renameBoard } from "./use-boards.ts";

export default function RenameBoard({ board, onClose }: { board: BoardView; onClose: () => void }) {
  const session = useSession();
  const [title, setTitle] = useState(board.title);
  const name = title.trim();
  const rename = useAction(
    useCallback(async () => {
      await renameBoard(session, board, name);
      onClose();
    }, [session, board, name, onClose]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name !== "") void rename.run();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(board.kind === "notes" ? "notes.rename" : "board.rename")}
      centered
    >
      <form className="form" onSubmit={submit}>
        <TextInput
          label={t("board.name")}
          value={title}
          maxLength={100}
          data-autofocus
          autoComplete="off"
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        />
        <Problem error={rename.error} />
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t("action.cancel")}
          </Button>
          <Button type="submit" loading={rename.running} disabled={name === ""}>
            {t("space.rename")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
