/** The left rail: who I am, search, filters, spaces, and the way to everything else. */
import { Menu, TextInput, Tooltip } from "@mantine/core";
import {
  IconAt,
  IconEdit,
  IconFlag,
  IconMessageCircle,
  IconPhone,
  IconSearch,
  IconSettings,
  IconShieldCog,
  IconStar,
  IconUsers,
} from "@tabler/icons-react";
import { Link, useLocation, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { Person } from "../../appliance/people/index.ts";
import { api, call, signedOut } from "../api/client.ts";
import { PersonAvatar, SpaceAvatar } from "../parts/avatar.tsx";
import { useSession } from "../parts/session-context.ts";
import type { SpaceView } from "../store/session.ts";
import { useSignal } from "../store/signal.ts";
import { momentOf, t } from "../text/index.ts";

const filters = ["all", "unread", "direct", "favourites", "mentions"] as const;
type Filter = (typeof filters)[number];

const passes: Readonly<Record<Filter, (space: SpaceView) => boolean>> = {
  all: () => true,
  unread: ({ unread }) => unread > 0,
  direct: ({ kind }) => kind === "direct",
  favourites: ({ favourite }) => favourite,
  mentions: ({ mentions }) => mentions > 0,
};

/** Filters with a sign instead of a word, so that all fit into the rail. */
const marks: Partial<Record<Filter, ReactNode>> = {
  favourites: <IconStar size={16} />,
  mentions: <IconAt size={16} />,
};

export function Rail({ onNewSpace }: { onNewSpace: () => void }) {
  const [text, setText] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const inSpaces = useLocation({ select: ({ pathname }) => /^\/(space\/|$)/.test(pathname) });
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const toSearch = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      search.current?.focus();
    };
    addEventListener("keydown", toSearch);
    return () => removeEventListener("keydown", toSearch);
  }, []);
  return (
    <nav className="rail" aria-label={t("nav.main")}>
      <div className="rail-head">
        <Account />
        <Tooltip label={t("flagged.title")}>
          <Link to="/flagged" className="icon-button" aria-label={t("flagged.title")}>
            <IconFlag size={20} />
          </Link>
        </Tooltip>
        <Tooltip label={t("spaces.new")}>
          <button type="button" className="icon-button" aria-label={t("spaces.new")} onClick={onNewSpace}>
            <IconEdit size={20} />
          </button>
        </Tooltip>
      </div>
      <div className="rail-search">
        <TextInput
          ref={search}
          value={text}
          placeholder={t("spaces.find")}
          aria-label={t("spaces.find")}
          leftSection={<IconSearch size={16} />}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event: KeyboardEvent) => event.key === "Escape" && setText("")}
        />
      </div>
      <Filters filter={filter} onChange={setFilter} />
      <SpaceList text={text.trim().toLocaleLowerCase()} filter={filter} onDone={() => setText("")} />
      <div className="rail-nav">
        <Link to="/" activeOptions={{ exact: true }} data-status={inSpaces ? "active" : undefined}>
          <IconMessageCircle size={20} />
          {t("nav.spaces")}
        </Link>
        <Link to="/people">
          <IconUsers size={20} />
          {t("nav.people")}
        </Link>
        <Link to="/calls">
          <IconPhone size={20} />
          {t("nav.calls")}
        </Link>
        <Link to="/settings">
          <IconSettings size={20} />
          {t("nav.settings")}
        </Link>
      </div>
    </nav>
  );
}

function Account() {
  const session = useSession();
  const navigate = useNavigate();
  const { id, role } = session.me.person;
  const name = useSignal(session.people).get(id)?.name ?? session.me.person.name;
  const presence = useSignal(session.presence).get(id);
  const signOut = async () => {
    await call(api["sign-out"].$post());
    signedOut();
  };
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <button type="button" className="bare account" aria-label={t("nav.account", { name })}>
          <PersonAvatar id={id} name={name} presence={presence} />
          <span className="who">
            <strong className="truncate">{name}</strong>
            <span className="secondary truncate">{session.me.organisation}</span>
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => navigate({ to: "/settings" })}>
          {t("nav.settings")}
        </Menu.Item>
        {role !== "user" && (
          <Menu.Item
            leftSection={<IconShieldCog size={16} />}
            onClick={() => navigate({ to: "/admin/$page", params: { page: "overview" } })}
          >
            {t("nav.admin")}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item onClick={signOut}>{t("settings.signout")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  return (
    <fieldset className="filters" aria-label={t("filter.label")}>
      {filters.map((name) => (
        <button
          key={name}
          type="button"
          className="filter"
          aria-pressed={name === filter}
          onClick={() => onChange(name)}
          aria-label={t(`filter.${name}`)}
          title={t(`filter.${name}`)}
        >
          {marks[name] ?? t(`filter.${name}`)}
        </button>
      ))}
    </fieldset>
  );
}

function SpaceList({ text, filter, onDone }: { text: string; filter: Filter; onDone: () => void }) {
  const session = useSession();
  const people = useSignal(session.people);
  const spaces = [...useSignal(session.spaces).values()]
    .map((space) => ({ space, name: session.spaceName(space) || t("spaces.locked") }))
    .filter(({ space, name }) => passes[filter](space) && name.toLocaleLowerCase().includes(text))
    .sort((a, b) => b.space.lastAt - a.space.lastAt);
  const favourites = spaces.filter(({ space }) => space.favourite);
  const others = spaces.filter(({ space }) => !space.favourite);
  const strangers =
    text === "" || filter !== "all" ? [] : matchingStrangers(people, spaces, text, session.me.person.id);
  if (spaces.length + strangers.length === 0) {
    const words = filter !== "all" ? t("filter.none") : text ? t("people.none", { text }) : t("spaces.empty");
    return (
      <div className="rail-list">
        <p className="rail-empty secondary">{words}</p>
      </div>
    );
  }
  return (
    <div className="rail-list">
      {favourites.length > 0 && <h2>{t("spaces.favourites")}</h2>}
      {favourites.map((entry) => (
        <SpaceRow key={entry.space.id} {...entry} onClick={onDone} />
      ))}
      {favourites.length > 0 && others.length > 0 && <h2>{t("spaces.group")}</h2>}
      {others.map((entry) => (
        <SpaceRow key={entry.space.id} {...entry} onClick={onDone} />
      ))}
      {strangers.length > 0 && <h2>{t("spaces.others")}</h2>}
      {strangers.map((person) => (
        <StrangerRow key={person.id} person={person} onDone={onDone} />
      ))}
    </div>
  );
}

/** People who match and with whom there is no direct space yet. */
function matchingStrangers(
  people: ReadonlyMap<string, Person>,
  spaces: readonly { space: SpaceView }[],
  text: string,
  me: string,
): Person[] {
  const known = new Set(spaces.map(({ space }) => space.peer));
  return [...people.values()]
    .filter(
      ({ id, name, email, state }) =>
        id !== me &&
        !known.has(id) &&
        state !== "disabled" &&
        `${name} ${email}`.toLocaleLowerCase().includes(text),
    )
    .slice(0, 8);
}

function SpaceRow({ space, name, onClick }: { space: SpaceView; name: string; onClick: () => void }) {
  const presence = useSignal(useSession().presence).get(space.peer ?? "");
  return (
    <Link
      to="/space/$space"
      params={{ space: space.id }}
      className={`space-row ${space.unread > 0 ? "unread" : ""}`}
      onClick={onClick}
    >
      {space.peer ? (
        <PersonAvatar id={space.peer} name={name} presence={presence} />
      ) : (
        <SpaceAvatar id={space.id} />
      )}
      <span className="name truncate">{name}</span>
      {space.unread > 0 ? (
        <>
          <span
            className={`count number ${space.mentions > 0 || space.peer ? "" : "quiet"}`}
            aria-hidden="true"
          >
            {space.unread > 99 ? "99+" : space.unread}
          </span>
          <span className="hidden-label">{t("spaces.unread", { count: space.unread })}</span>
        </>
      ) : (
        <span className="secondary number">{momentOf(space.lastAt)}</span>
      )}
    </Link>
  );
}

function StrangerRow({ person, onDone }: { person: Person; onDone: () => void }) {
  const session = useSession();
  const navigate = useNavigate();
  const presence = useSignal(session.presence).get(person.id);
  const open = async () => {
    onDone();
    await navigate({ to: "/space/$space", params: { space: await session.directSpace(person.id) } });
  };
  return (
    <button type="button" className="bare space-row" onClick={open}>
      <PersonAvatar id={person.id} name={person.name} presence={presence} />
      <span className="name truncate">{person.name}</span>
    </button>
  );
}
