/** A new space: its name, and whom to invite. The title is encrypted before it leaves the browser. */
import { Button, Modal, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useCallback, useState } from "react";
import type { Person } from "../../appliance/people/index.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { PeoplePicker } from "../parts/people-picker.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";

export function NewSpaceDialog({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [people, setPeople] = useState<readonly Person[]>([]);
  const create = useAction(
    useCallback(async () => {
      const space = await session.createSpace(
        name.trim(),
        people.map(({ id }) => id),
      );
      onClose();
      await navigate({ to: "/space/$space", params: { space } });
    }, [session, navigate, onClose, name, people]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") void create.run();
  };
  return (
    <Modal opened onClose={onClose} title={t("spaces.new")} centered>
      <form className="form" onSubmit={submit}>
        <TextInput
          label={t("space.name")}
          value={name}
          maxLength={200}
          required
          data-autofocus
          autoComplete="off"
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <PeoplePicker
          label={t("space.people")}
          exclude={[session.me.person.id, ...people.map(({ id }) => id)]}
          onPick={(person) => setPeople([...people, person])}
        />
        {people.length > 0 && (
          <ul className="picked">
            {people.map((person) => (
              <li key={person.id}>
                <PersonAvatar id={person.id} name={person.name} size="small" />
                <span className="truncate">{person.name}</span>
                <button
                  type="button"
                  className="icon-button small"
                  aria-label={t("space.unpick", { name: person.name })}
                  onClick={() => setPeople(people.filter(({ id }) => id !== person.id))}
                >
                  <IconX size={14} />
                </button>
              </li>
            ))}
          </ul>
        )}
        <Problem error={create.error} />
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t("action.cancel")}
          </Button>
          <Button type="submit" loading={create.running} disabled={name.trim() === ""}>
            {t("space.create")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
