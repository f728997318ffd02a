/** Goes to the first message of a day. */
import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useCallback } from "react";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import type { Conversation } from "../store/conversation.ts";
import { t } from "../text/index.ts";

export function JumpToDate(props: { space: string; conversation: Conversation; onClose: () => void }) {
  const { space, conversation, onClose } = props;
  const jump = useAction(
    useCallback(
      async (day: string) => {
        const at = String(new Date(`${day}T00:00`).getTime());
        const { seq } = await call(api.spaces[":id"].place.$get({ param: { id: space }, query: { at } }));
        await (seq === null ? conversation.showNewest() : conversation.showAround(seq));
        onClose();
      },
      [space, conversation, onClose],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void jump.run(String(new FormData(event.currentTarget).get("day")));
  };
  return (
    <Modal opened onClose={onClose} title={t("space.date")} centered size="sm">
      <form className="form" onSubmit={submit}>
        <TextInput name="day" type="date" label={t("space.date.day")} required data-autofocus />
        <Problem error={jump.error} />
        <div className="dialog-actions">
          <Button type="submit" loading={jump.running}>
            {t("space.date.go")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
