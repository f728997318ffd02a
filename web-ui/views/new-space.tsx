/** A new space: its name, and whom to invite. The title is encrypted before it leaves the browser. */
import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useCallback, useState } from "react";
import { PickedPeople, usePickedPeople } from "../parts/picked-people.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";

export function NewSpaceDialog({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [team, setTeam] = useState("");
  const picked = usePickedPeople();
  const known = useSignal(session.teams.teams);
  const teams = [...known.values()].filter(({ archived }) => !archived);
  const create = useAction(
    useCallback(async () => {
      const space = await session.spaces.create(name.trim(), picked.ids);
      if (team !== "") await session.teams.place(space, name.trim(), known.get(team));
      onClose();
      await navigate({ to: "/space/$space", params: { space } });
    }, [session, navigate, onClose, name, picked.ids, team, known]),
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
        <PickedPeople label={t("space.people")} picked={picked} />
        {teams.length > 0 && (
          <NativeSelect
            label={t("space.team")}
            value={team}
            onChange={({ currentTarget }) => setTeam(currentTarget.value)}
            data={[
              { value: "", label: t("space.team.none") },
              ...teams.map(({ id, name: label }) => ({ value: id, label })),
            ]}
          />
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
