/** The person's own tags on a space or a message. */
import { Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useCallback, useState } from "react";
import { useSignal } from "../store/signal.ts";
import { compareNames, t } from "../text/index.ts";
import { Problem } from "./problem.tsx";
import { useSession } from "./session-context.ts";
import { useAction } from "./use-action.ts";

interface TagDialogProps {
  /** A space, or a message in it. */
  subject: string;
  space: string;
  name: string;
  onClose: () => void;
}

export function TagDialog({ subject, space, name, onClose }: TagDialogProps) {
  const { teams: store } = useSession();
  const tags = [...useSignal(store.tags).values()].sort((a, b) => compareNames(a.name, b.name));
  const [made, setMade] = useState("");
  const toggle = useAction(
    useCallback((id: string) => store.toggleTag(id, subject, space), [store, subject, space]),
  );
  const create = useAction(
    useCallback(async () => {
      await store.toggleTag(await store.createTag(made.trim()), subject, space);
      setMade("");
    }, [store, made, subject, space]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (made.trim() !== "") void create.run();
  };
  return (
    <Modal opened onClose={onClose} title={t("tags.of", { name })} centered size="sm">
      <div className="form">
        {tags.map((tag) => (
          <Checkbox
            key={tag.id}
            label={tag.name}
            checked={tag.subjects.some((tagged) => tagged.subject === subject)}
            onChange={() => void toggle.run(tag.id)}
          />
        ))}
        <form className="inline-form" onSubmit={submit}>
          <TextInput
            label={t("tags.new")}
            value={made}
            maxLength={60}
            data-autofocus
            autoComplete="off"
            onChange={({ currentTarget }) => setMade(currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={create.running} disabled={made.trim() === ""}>
            {t("tags.add")}
          </Button>
        </form>
        <Problem error={toggle.error ?? create.error} />
      </div>
    </Modal>
  );
}
