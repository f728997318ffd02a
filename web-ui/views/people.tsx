/** The directory: find somebody, see whether they are there, write or call. */
import "../text/calls.ts";
import { TextInput, Tooltip } from "@mantine/core";
import { IconMessage, IconPhone, IconSearch, IconVideo } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Person } from "../../appliance/people/index.ts";
import { useDial } from "../calling/dial-with.ts";
import { useMayMeet, useMeet } from "../meeting/use-meet.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { GuestTag } from "../parts/guest-badge.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useLongList } from "../parts/use-long-list.ts";
import { usePeopleSearch } from "../parts/use-people-search.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";

export function PeoplePage() {
  const session = useSession();
  const [text, setText] = useState("");
  const found = usePeopleSearch(text);
  useEffect(() => session.watchPresence(), [session]);
  const people = found.people?.filter(({ state }) => state !== "disabled");
  return (
    <div className="page">
      <div className="page-inner">
        <PageTitle>{t("people.title")}</PageTitle>
        <TextInput
          value={text}
          placeholder={t("people.search")}
          aria-label={t("people.search")}
          leftSection={<IconSearch size={16} />}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Problem error={found.error} onRetry={() => void found.refetch()} />
        {people?.length === 0 && <p className="empty">{t("people.none", { text })}</p>}
        {people && <PeopleList people={people} onNearEnd={found.more} />}
      </div>
    </div>
  );
}

function PeopleList({ people, onNearEnd }: { people: readonly Person[]; onNearEnd: () => void }) {
  const list = useRef<HTMLDivElement>(null);
  const { shown, before, after, measure } = useLongList({
    list,
    count: people.length,
    rowHeight: 60,
    onNearEnd,
  });
  return (
    <div className="people-list" ref={list}>
      <div style={{ height: before }} />
      {shown.map((index) => {
        const person = people[index];
        return (
          person && (
            <div key={person.id} ref={measure} data-index={index}>
              <PersonRow person={person} />
            </div>
          )
        );
      })}
      <div style={{ height: after }} />
    </div>
  );
}

function PersonRow({ person }: { person: Person }) {
  const session = useSession();
  const navigate = useNavigate();
  const presence = useSignal(session.presence).get(person.id);
  const dial = useDial();
  const place = person.role === "place";
  const self = person.id === session.me.person.id;
  const mayWrite = !self && !place && session.me.person.role !== "guest";
  const mayMeet = useMayMeet();
  const meetIn = useMeet();
  const open = async () => {
    const space = await session.spaces.direct(person.id);
    await navigate({ to: "/space/$space", params: { space } });
    return space;
  };
  const meet = async () => meetIn(await open(), person);
  return (
    <div className="person-row">
      <PersonAvatar id={person.id} name={person.name} presence={presence} />
      <div className="who">
        <p className="truncate">
          {person.name} {self && <span className="secondary">({t("message.you")})</span>}
          {person.role === "guest" && <GuestTag />}
          {presence === "dnd" && <span className="tag bad">{t("presence.dnd")}</span>}
          {place && <span className="tag quiet">{t("places.tag")}</span>}
        </p>
        <p className="secondary truncate">
          {[
            ...(place ? [] : [person.email]),
            ...(person.extension ? [t("people.extension", { extension: person.extension })] : []),
          ].join(" · ")}
        </p>
      </div>
      {!self && dial && person.role !== "guest" && (
        <Tooltip
          multiline
          maw={280}
          label={t(presence === "dnd" ? "people.call.dnd" : "people.call", { name: person.name })}
        >
          <button
            type="button"
            className="icon-button"
            aria-label={t("people.call", { name: person.name })}
            onClick={() => void dial(person.extension ?? person.email, person.name)}
          >
            <IconPhone size={20} />
          </button>
        </Tooltip>
      )}
      {mayWrite && (
        <Way label={t("people.message", { name: person.name })} onPress={() => session.attempt(open())}>
          <IconMessage size={20} />
        </Way>
      )}
      {mayWrite && mayMeet && (
        <Way label={t("people.meet", { name: person.name })} onPress={() => session.attempt(meet())}>
          <IconVideo size={20} />
        </Way>
      )}
    </div>
  );
}

/** A way to somebody, beside their name. */
function Way({ label, onPress, children }: { label: string; onPress: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <button type="button" className="icon-button" aria-label={label} onClick={onPress}>
        {children}
      </button>
    </Tooltip>
  );
}
