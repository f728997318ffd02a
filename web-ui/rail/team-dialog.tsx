/** Teams: making one; its people, its spaces, its name and colour. */
import { Button, Menu, Modal, TextInput } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useCallback, useState } from "react";
import { api, call } from "../api/client.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { PeoplePicker } from "../parts/people-picker.tsx";
import { PickedPeople, usePickedPeople } from "../parts/picked-people.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import type { TeamView } from "../store/teams.ts";
import { t } from "../text/index.ts";
import { teamColours, teamTint } from "./team-tint.ts";

function Colours({ colour, onPick }: { colour: number; onPick: (colour: number) => void }) {
  return (
    <fieldset className="team-colours" aria-label={t("team.colour")}>
      {teamColours.map((tint, index) => (
        <button
          key={tint}
          type="button"
          className="team-dot large"
          style={teamTint(index)}
          aria-label={t("team.colour.number", { number: index + 1 })}
          aria-pressed={index === colour}
          onClick={() => onPick(index)}
        />
      ))}
    </fieldset>
  );
}

export function NewTeamDialog({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const [name, setName] = useState("");
  const [colour, setColour] = useState(0);
  const picked = usePickedPeople();
  const create = useAction(
    useCallback(async () => {
      await session.teams.createTeam(name.trim(), picked.ids, colour);
      onClose();
    }, [session, name, picked.ids, colour, onClose]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") void create.run();
  };
  return (
    <Modal opened onClose={onClose} title={t("team.new")} centered>
      <form className="form" onSubmit={submit}>
        <p className="secondary">{t("team.lead")}</p>
        <TextInput
          label={t("team.name")}
          value={name}
          maxLength={100}
          required
          data-autofocus
          autoComplete="off"
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Colours colour={colour} onPick={setColour} />
        <PickedPeople label={t("space.people")} picked={picked} />
        <Problem error={create.error} />
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t("action.cancel")}
          </Button>
          <Button type="submit" loading={create.running} disabled={name.trim() === ""}>
            {t("team.create")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

export function TeamDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const team = useSignal(useSession().teams.teams).get(id);
  if (!team) return null;
  return (
    <Modal opened onClose={onClose} title={<bdi>{team.name}</bdi>} centered>
      <div className="form">
        {team.role === "moderator" && <TeamSettings team={team} />}
        <TeamSpaces team={team} onClose={onClose} />
        <TeamPeople team={team} onClose={onClose} />
      </div>
    </Modal>
  );
}

function TeamSettings({ team }: { team: TeamView }) {
  const { teams } = useSession();
  const [name, setName] = useState(team.name);
  const rename = useAction(useCallback(() => teams.renameTeam(team, name.trim()), [teams, team, name]));
  const change = useAction(
    useCallback((json: Parameters<typeof teams.change>[1]) => teams.change(team.id, json), [teams, team.id]),
  );
  const changed = name.trim() !== "" && name.trim() !== team.name;
  return (
    <>
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (changed) void rename.run();
        }}
      >
        <TextInput
          label={t("team.name")}
          value={name}
          maxLength={100}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!changed} loading={rename.running}>
          {t("space.rename")}
        </Button>
      </form>
      <Colours colour={team.colour} onPick={(colour) => change.run({ colour })} />
      <Problem error={rename.error ?? change.error} />
      <Button variant="default" onClick={() => change.run({ archived: !team.archived })}>
        {t(team.archived ? "team.restore" : "team.archive")}
      </Button>
    </>
  );
}

function TeamSpaces({ team, onClose }: { team: TeamView; onClose: () => void }) {
  const session = useSession();
  const navigate = useNavigate();
  const open = useAction(
    useCallback(
      async (space: string, joined: boolean) => {
        if (!joined) await session.teams.join(team.id, space);
        onClose();
        await navigate({ to: "/space/$space", params: { space } });
      },
      [session, team.id, onClose, navigate],
    ),
  );
  return (
    <section>
      <h3>{t("nav.spaces")}</h3>
      {team.spaces.length === 0 && <p className="secondary">{t("team.empty")}</p>}
      {team.spaces.map(({ id, title, joined }) => (
        <div key={id} className="line-item">
          <span className="who truncate">
            <bdi>{title}</bdi>
          </span>
          <Button
            size="compact-sm"
            variant={joined ? "subtle" : "light"}
            onClick={() => open.run(id, joined)}
          >
            {t(joined ? "space.open" : "meeting.join")}
          </Button>
        </div>
      ))}
      <Problem error={open.error} />
    </section>
  );
}

function TeamPeople({ team, onClose }: { team: TeamView; onClose: () => void }) {
  const session = useSession();
  useSignal(session.people.byId);
  const [leaving, setLeaving] = useState(false);
  const me = session.me.person.id;
  const moderator = team.role === "moderator";
  const path = api.teams[":id"].members;
  const add = useAction(
    useCallback(
      async (person: string) => {
        await call(path.$post({ param: { id: team.id }, json: { person } }));
      },
      [path, team.id],
    ),
  );
  return (
    <section className="team-people">
      <h3>{t("space.members")}</h3>
      {moderator && (
        <PeoplePicker
          label={t("space.people")}
          exclude={team.members.map(({ person }) => person)}
          onPick={({ id }) => void add.run(id)}
        />
      )}
      <Problem error={add.error} />
      {team.members.map((member) => (
        <TeamPerson key={member.person} team={team} member={member} />
      ))}
      <Button variant="subtle" color="red" onClick={() => setLeaving(true)}>
        {t("team.leave")}
      </Button>
      {leaving && (
        <Confirm
          title={t("team.leave")}
          question={t("team.leave.confirm", { name: team.name })}
          action={async () => {
            await call(path[":person"].$delete({ param: { id: team.id, person: me } }));
            onClose();
          }}
          onClose={() => setLeaving(false)}
        />
      )}
    </section>
  );
}

function TeamPerson({ team, member }: { team: TeamView; member: TeamView["members"][number] }) {
  const session = useSession();
  const { person, role } = member;
  const name = session.people.nameOf(person);
  const change = useAction(
    useCallback(
      async (to: typeof role | "none") => {
        const param = { id: team.id, person };
        const path = api.teams[":id"].members[":person"];
        await (to === "none"
          ? call(path.$delete({ param }))
          : call(path.$patch({ param, json: { role: to } })));
      },
      [team.id, person],
    ),
  );
  const moderates = role === "moderator";
  return (
    <>
      <div className="person-row">
        <PersonAvatar id={person} name={name} size="small" />
        <span className="who truncate">{name}</span>
        {moderates && <span className="tag quiet">{t("space.moderator")}</span>}
        {team.role === "moderator" && person !== session.me.person.id && (
          <Menu position="bottom-end">
            <Menu.Target>
              <button
                type="button"
                className="icon-button small"
                aria-label={t("meeting.person.menu", { name })}
              >
                <IconDots size={16} />
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => change.run(moderates ? "member" : "moderator")}>
                {t(moderates ? "space.moderator.unmake" : "space.moderator.make")}
              </Menu.Item>
              <Menu.Item color="red" onClick={() => change.run("none")}>
                {t("team.remove", { name })}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <Problem error={change.error} />
    </>
  );
}
