/** The spaces: favourites in the person's own order, then by team, then the rest by how recent they are. */
import {
  IconArchiveOff,
  IconChevronDown,
  IconChevronRight,
  IconPlus,
  IconSettings,
} from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, Suspense, useCallback, useContext, useState } from "react";
import { CommandContext } from "../actions/command-bus.ts";
import { Empty } from "../parts/empty.tsx";
import { Growing } from "../parts/growing.tsx";
import { lazily } from "../parts/lazily.ts";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import { byRecency, type Filter, groupSpaces, passesAll, type SpaceView } from "../store/space-list.ts";
import type { TeamView } from "../store/teams.ts";
import { momentOf, t } from "../text/index.ts";
import { useFlagCounts } from "./filters.tsx";
import { SpaceRow } from "./space-row.tsx";
import { teamTint } from "./team-tint.ts";

/** Asks the appliance: it comes when somebody is looked for. */
const Strangers = lazily(() => import("./strangers.tsx"));

interface SpaceListProps {
  text: string;
  chosen: ReadonlySet<Filter>;
  /** A space was opened, or somebody written to. */
  onDone: () => void;
  onTeam: (id: string) => void;
}

export function SpaceList({ text, chosen, onDone, onTeam }: SpaceListProps) {
  const session = useSession();
  useSignal(session.people.byId);
  const bus = useContext(CommandContext);
  const staff = session.me.person.role !== "guest";
  const teams = useSignal(session.teams.teams);
  const { space: open } = useParams({ strict: false });
  const flagsIn = useFlagCounts();
  const nameOf = (space: SpaceView) => session.spaces.nameOf(space) || t("spaces.locked");
  const spaces = [...useSignal(session.spaces.byId).values()]
    .filter((space) => passesAll(space, chosen, flagsIn(space.id)))
    .filter((space) => nameOf(space).toLocaleLowerCase().includes(text))
    .sort(byRecency);
  const { favourites, inTeams, others, archived, archivedTeams } = groupSpaces(spaces, teams);
  const findsPeople = text !== "" && chosen.size === 0;
  const plain = text === "" && chosen.size === 0;
  const laidAside = archivedTeams.filter(({ spaces: held }) => plain || held.length > 0);

  const row = (space: SpaceView, moving?: Parameters<typeof SpaceRow>[0]["moving"]) => (
    <SpaceRow
      key={space.id}
      space={space}
      name={nameOf(space)}
      flags={flagsIn(space.id)}
      when={momentOf(space.lastAt)}
      open={space.id === open}
      onOpen={onDone}
      {...(moving && { moving })}
    />
  );
  const move = (id: string, index: number) =>
    session.attempt(session.spaces.moveFavourite(id, index, favourites));
  const section = ({ team, spaces: held }: { team: TeamView; spaces: readonly SpaceView[] }) => (
    <TeamSection key={team.id} team={team} plain={plain} onManage={() => onTeam(team.id)}>
      {held.map((space) => row(space))}
    </TeamSection>
  );
  if (spaces.length === 0 && !findsPeople && (teams.size === 0 || !plain))
    return (
      <div className="rail-list">
        <Empty
          text={t(plain ? "spaces.empty" : "filter.none")}
          way={
            plain
              ? staff
                ? { label: t("spaces.start"), onPress: () => bus.run("list.new-space") }
                : { label: t("nav.settings"), to: "/settings" }
              : { label: t("filter.all"), onPress: () => bus.run("list.filter.clear") }
          }
        />
      </div>
    );
  return (
    <div className="rail-list">
      {favourites.length > 0 && <h2>{t("spaces.favourites")}</h2>}
      {favourites.map((space, index) =>
        row(space, {
          onDrop: (dragged) => move(dragged, index),
          onMove: (by) => move(space.id, index + by),
        }),
      )}
      {inTeams.map(section)}
      {favourites.length + inTeams.length > 0 && others.length > 0 && <h2>{t("spaces.group")}</h2>}
      <Growing items={others} scroller=".rail-list">
        {(space) => row(space)}
      </Growing>
      {archived.length > 0 && (
        <details className="archived-spaces">
          <summary className="secondary">{t("spaces.archived", { count: archived.length })}</summary>
          <Growing items={archived} scroller=".rail-list">
            {(space) => row(space)}
          </Growing>
        </details>
      )}
      {laidAside.length > 0 && (
        <details className="archived-spaces">
          <summary className="secondary">{t("team.archived")}</summary>
          {laidAside.map(section)}
        </details>
      )}
      <Suspense>
        {findsPeople && <Strangers text={text} alone={spaces.length === 0} onDone={onDone} />}
      </Suspense>
    </div>
  );
}

interface TeamSectionProps {
  team: TeamView;
  /** Whether spaces one has not joined are offered: not while searching or filtering. */
  plain: boolean;
  onManage: () => void;
  children: ReactNode[];
}

function TeamSection({ team, plain, onManage, children }: TeamSectionProps) {
  const session = useSession();
  const [open, setOpen] = useState(true);
  const navigate = useNavigate();
  const offered =
    plain && !team.archived ? team.spaces.filter(({ joined, archived }) => !joined && !archived) : [];
  const restorable = team.archived && team.role === "moderator";
  const join = useAction(
    useCallback(
      async (space: string) => {
        await session.teams.join(team.id, space);
        await navigate({ to: "/space/$space", params: { space } });
      },
      [session, team.id, navigate],
    ),
  );
  if (!plain && children.length === 0) return null;
  return (
    <section aria-label={team.name}>
      <h2 className="team-head">
        <button type="button" className="bare team-name" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          <span className="team-dot" style={teamTint(team.colour)} />
          <bdi className="truncate">{team.name}</bdi>
        </button>
        <button
          type="button"
          className="icon-button small"
          aria-label={t("team.manage", { name: team.name })}
          title={t("team.manage", { name: team.name })}
          onClick={onManage}
        >
          <IconSettings size={15} />
        </button>
      </h2>
      {open && restorable && (
        <button
          type="button"
          className="bare space-row offered"
          onClick={() => session.attempt(session.teams.change(team.id, { archived: false }))}
        >
          <IconArchiveOff size={16} />
          <span className="name truncate">{t("team.restore")}</span>
        </button>
      )}
      {open && children}
      {open &&
        offered.map((space) => (
          <button
            key={space.id}
            type="button"
            className="bare space-row offered"
            onClick={() => join.run(space.id)}
          >
            <IconPlus size={16} />
            <span className="name truncate">{t("team.join", { name: space.title })}</span>
          </button>
        ))}
      {open && plain && children.length + offered.length === 0 && !team.archived && (
        <p className="rail-empty secondary">{t("team.empty")}</p>
      )}
    </section>
  );
}
