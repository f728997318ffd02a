/** The left rail: who I am, search, filters, spaces, and the way to everything else. */
import { TextInput } from "@mantine/core";
import {
  IconBolt,
  IconEdit,
  IconLifebuoy,
  IconMessageCircle,
  IconPhone,
  IconSearch,
  IconSettings,
  IconUsers,
  IconUsersPlus,
} from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import { type ComponentType, type KeyboardEvent, Suspense, useCallback, useContext, useState } from "react";
import { CommandContext, useCommands } from "../actions/command-bus.ts";
import { Bell } from "../notifications/bell.tsx";
import { lazily } from "../parts/lazily.ts";
import { useEntitlements, useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import type { Filter } from "../store/space-list.ts";
import { t } from "../text/index.ts";
import { Account } from "./account.tsx";
import { Filters } from "./filters.tsx";
import { SpaceList } from "./space-list.tsx";

/** Opened now and then: not among the first scripts. */
const loadDialogs = () => import("./team-dialog.tsx");
const NewTeamDialog = lazily(async () => ({ default: (await loadDialogs()).NewTeamDialog }));
const AskDialog = lazily(async () => ({ default: (await import("../care/ask-dialog.tsx")).AskDialog }));
const TeamDialog = lazily(async () => ({ default: (await loadDialogs()).TeamDialog }));

export function Rail({ onNewSpace }: { onNewSpace: () => void }) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<Filter>>(new Set());
  const [founding, setFounding] = useState(false);
  const [asking, setAsking] = useState(false);
  const inSpaces = useLocation({ select: ({ pathname }) => /^\/(space\/|$)/.test(pathname) });
  const bus = useContext(CommandContext);
  const session = useSession();
  const { opened } = session.teams;
  const team = useSignal(opened);
  const staff = session.me.person.role !== "guest";
  const { calling } = useEntitlements();
  const mayAsk = useSignal(session.care.desks).length > 0;
  const forget = useCallback(() => setText(""), []);
  const toggle = (filter: Filter) => () => {
    const next = new Set(chosen);
    if (!next.delete(filter)) next.add(filter);
    setChosen(next);
  };
  useCommands({
    "list.new-space": staff ? onNewSpace : undefined,
    "list.ask": mayAsk ? () => setAsking(true) : undefined,
    "list.new-team": staff ? () => setFounding(true) : undefined,
    "list.filter.unread": toggle("unread"),
    "list.filter.direct": toggle("direct"),
    "list.filter.favourites": toggle("favourites"),
    "list.filter.mentions": toggle("mentions"),
    "list.filter.flags": toggle("flags"),
    "list.filter.clear": () => setChosen(new Set()),
  });
  return (
    <nav className="rail" aria-label={t("nav.main")}>
      <div className="rail-head">
        <Account />
        <Bell />
        {staff && (
          <>
            <Starter label={t("team.new")} icon={IconUsersPlus} onStart={() => setFounding(true)} />
            <Starter label={t("spaces.new")} icon={IconEdit} onStart={onNewSpace} />
          </>
        )}
      </div>
      <div className="rail-search">
        <TextInput
          rightSection={
            <button
              type="button"
              className="icon-button small"
              aria-label={t("action.palette")}
              title={t("action.palette")}
              onClick={() => bus.run("app.palette")}
            >
              <IconBolt size={16} />
            </button>
          }
          value={text}
          placeholder={t("spaces.find")}
          aria-label={t("spaces.find")}
          leftSection={<IconSearch size={16} />}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event: KeyboardEvent) => event.key === "Escape" && setText("")}
        />
      </div>
      <Filters chosen={chosen} onChange={setChosen} />
      <SpaceList
        text={text.trim().toLocaleLowerCase()}
        chosen={chosen}
        onDone={forget}
        onTeam={(id) => opened.set(id)}
      />
      {mayAsk && (
        <button type="button" className="rail-ask" onClick={() => setAsking(true)}>
          <IconLifebuoy size={18} />
          <span className="truncate">{t("care.ask")}</span>
        </button>
      )}
      <div className="rail-nav">
        <Link to="/" activeOptions={{ exact: true }} data-status={inSpaces ? "active" : undefined}>
          <IconMessageCircle size={20} />
          <span className="truncate">{t("nav.spaces")}</span>
        </Link>
        <Link to="/people">
          <IconUsers size={20} />
          <span className="truncate">{t("nav.people")}</span>
        </Link>
        {calling && (
          <Link to="/calls">
            <IconPhone size={20} />
            <span className="truncate">{t("nav.calls")}</span>
          </Link>
        )}
        <Link to="/settings">
          <IconSettings size={20} />
          <span className="truncate">{t("nav.settings")}</span>
        </Link>
      </div>
      <Suspense>
        {asking && <AskDialog onClose={() => setAsking(false)} />}
        {founding && <NewTeamDialog onClose={() => setFounding(false)} />}
        {team !== undefined && <TeamDialog id={team} onClose={() => opened.set(undefined)} />}
      </Suspense>
    </nav>
  );
}

function Starter(props: { label: string; icon: ComponentType<{ size: number }>; onStart: () => void }) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={props.label}
      title={props.label}
      onClick={props.onStart}
    >
      <props.icon size={20} />
    </button>
  );
}
