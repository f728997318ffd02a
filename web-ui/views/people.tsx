/** The directory: find somebody, see whether they are there, write or call. */
import { TextInput, Tooltip } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { Person } from "../../appliance/people/index.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { Empty } from "../parts/empty.tsx";
import { GuestTag } from "../parts/guest-badge.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { useWaysTo } from "../parts/person-ways.tsx";
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
        {people?.length === 0 && (
          <Empty
            text={t("people.none", { text })}
            way={{ label: t("filter.clear"), onPress: () => setText("") }}
          />
        )}
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
  const presence = useSignal(session.presence).get(person.id);
  const place = person.role === "place";
  const self = person.id === session.me.person.id;
  const ways = useWaysTo()(person, presence);
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
      {ways.map(({ id, label, hint, icon: Icon, take }) => (
        <Tooltip key={id} multiline maw={280} label={hint ?? label}>
          <button type="button" className="icon-button" aria-label={label} onClick={take}>
            <Icon size={20} />
          </button>
        </Tooltip>
      ))}
    </div>
  );
}
