/** Who is in a space, and what a moderator can do about it. */
import { Button, Menu, TextInput } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useCallback, useMemo, useRef, useState } from "react";
import type { Member } from "../../appliance/messaging/index.ts";
import { api, call } from "../api/client.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { GuestTag, standingOf } from "../parts/guest-badge.tsx";
import { PeoplePicker } from "../parts/people-picker.tsx";
import { Problem } from "../parts/problem.tsx";
import { mayAddTo, useSession } from "../parts/session-context.ts";
import { SidePanel } from "../parts/side-panel.tsx";
import { useAction } from "../parts/use-action.ts";
import { useLongList } from "../parts/use-long-list.ts";
import type { SpaceView } from "../store/session.ts";
import { useSignal } from "../store/signal.ts";
import { compareNames, t } from "../text/index.ts";

export function MembersPanel({ space, onClose }: { space: SpaceView; onClose: () => void }) {
  const session = useSession();
  const members = useSignal(session.spaces.members).get(space.id) ?? [];
  const group = space.kind === "group";
  const add = useAction(
    useCallback(
      async (person: string) => {
        await call(api.spaces[":id"].members.$post({ param: { id: space.id }, json: { person } }));
      },
      [space.id],
    ),
  );
  const [invited, setInvited] = useState<string>();
  const invite = useAction(
    useCallback(
      async (email: string) => {
        setInvited(undefined);
        await call(api.spaces[":id"].guests.$post({ param: { id: space.id }, json: { email } }));
        setInvited(email);
      },
      [space.id],
    ),
  );
  const mayAdd = mayAddTo(space, session.me.person);
  return (
    <SidePanel
      label={t("space.members")}
      title={t("space.member.count", { count: members.length })}
      onClose={onClose}
    >
      <div className="side-body">
        {space.guests && <p className="secondary">{t("guest.space.help")}</p>}
        {mayAdd && (
          <PeoplePicker
            label={t("space.people")}
            exclude={members.map(({ personId }) => personId)}
            onPick={({ id }) => void add.run(id)}
            onInvite={(email) => void invite.run(email)}
          />
        )}
        {invited && <p role="status">{t("guest.invited", { email: invited })}</p>}
        <Problem error={add.error ?? invite.error} />
        <MemberList members={members} space={space} />
        {group && session.me.person.role !== "guest" && <RenameSpace key={space.name} space={space} />}
      </div>
    </SidePanel>
  );
}

/** Moderators first, then everybody by name. */
function MemberList({ members, space }: { members: readonly Member[]; space: SpaceView }) {
  const list = useRef<HTMLDivElement>(null);
  const { shown, before, after, measure } = useLongList({ list, count: members.length, rowHeight: 52 });
  const people = useSignal(useSession().people.byId);
  const ordered = useMemo(() => {
    const nameOf = ({ personId }: Member) => people.get(personId)?.name ?? "";
    return members.toSorted(
      (one, other) =>
        Number(other.role === "moderator") - Number(one.role === "moderator") ||
        compareNames(nameOf(one), nameOf(other)),
    );
  }, [members, people]);
  return (
    <div ref={list}>
      <div style={{ height: before }} />
      {shown.map((index) => {
        const member = ordered[index];
        return (
          member && (
            <div key={member.personId} ref={measure} data-index={index}>
              <MemberRow member={member} space={space} />
            </div>
          )
        );
      })}
      <div style={{ height: after }} />
    </div>
  );
}

function MemberRow({ member, space }: { member: Member; space: SpaceView }) {
  const session = useSession();
  const { personId } = member;
  const person = useSignal(session.people.byId).get(personId);
  const guest = person?.role === "guest" ? person : undefined;
  const presence = useSignal(session.presence).get(personId);
  const name = session.people.nameOf(personId);
  const change = useAction(
    useCallback(
      async (role: Member["role"] | "none") => {
        const param = { id: space.id, person: personId };
        const path = api.spaces[":id"].members[":person"];
        await (role === "none"
          ? call(path.$delete({ param }))
          : call(path.$patch({ param, json: { role } })));
      },
      [space.id, personId],
    ),
  );
  const prolong = useAction(
    useCallback(async () => {
      const param = { id: space.id, person: personId };
      const { person } = await call(api.spaces[":id"].guests[":person"].prolong.$post({ param }));
      session.people.keep([person]);
    }, [session, space.id, personId]),
  );
  const moderator = member.role === "moderator";
  const manageable =
    space.kind === "group" && space.role === "moderator" && personId !== session.me.person.id;
  return (
    <>
      <div className="person-row">
        <PersonAvatar id={personId} name={name} presence={presence} />
        <div className="who">
          <p className="truncate">
            {name} {guest && <GuestTag />}
          </p>
          {guest && <p className="secondary">{standingOf(guest)}</p>}
          {moderator && space.kind === "group" && <p className="secondary">{t("space.moderator")}</p>}
        </div>
        {manageable && (
          <Menu position="bottom-end">
            <Menu.Target>
              <button type="button" className="icon-button" aria-label={`${t("message.actions")}: ${name}`}>
                <IconDots size={18} />
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              {guest ? (
                <Menu.Item onClick={() => void prolong.run()}>{t("guest.prolong")}</Menu.Item>
              ) : (
                <Menu.Item onClick={() => change.run(moderator ? "member" : "moderator")}>
                  {t(moderator ? "space.moderator.unmake" : "space.moderator.make")}
                </Menu.Item>
              )}
              <Menu.Item color="red" onClick={() => change.run("none")}>
                {t("space.remove")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <Problem error={change.error ?? prolong.error} />
    </>
  );
}

function RenameSpace({ space }: { space: SpaceView }) {
  const session = useSession();
  const [name, setName] = useState(space.name);
  const rename = useAction(
    useCallback(() => session.spaces.rename(space.id, name.trim()), [session, space.id, name]),
  );
  if (space.locked && space.role !== "moderator") return null;
  return (
    <form
      className="form rename"
      onSubmit={(event) => {
        event.preventDefault();
        void rename.run();
      }}
    >
      <TextInput
        label={t("space.name")}
        value={name}
        maxLength={200}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {name.trim() !== "" && name !== space.name && (
        <Button type="submit" variant="default" loading={rename.running}>
          {t("space.rename")}
        </Button>
      )}
      <Problem error={rename.error} />
    </form>
  );
}
