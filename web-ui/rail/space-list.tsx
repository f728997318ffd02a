/** The spaces: favourites in the person's own order, then by team, then the rest by how recent they are. */
import { IconChevronDown, IconChevronRight, IconPlus, IconSettings } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useCallback, useState } from "react";
import type { Person } from "../../appliance/people/index.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { Growing } from "../parts/growing.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import {
  byFavouriteOrder,
  byRecency,
  type Filter,
  orderAt,
  passesAll,
  type SpaceView,
} from "../store/space-list.ts";
import type { TeamView } from "../store/teams.ts";
import { t } from "../text/index.ts";
import { useFlagCounts } from "./filters.tsx";
import { SpaceRow } from "./space-row.tsx";
import { teamTint } from "./team-tint.ts";

interface SpaceListProps {
  text: string;
  chosen: ReadonlySet<Filter>;
  /** A space was opened, or somebody written to. */
  onDone: () => void;
  onTeam: (id: string) => void;
}

export function SpaceList({ text, chosen, onDone, onTeam }: SpaceListProps) {
  const session = useSession();
  const people = useSignal(session.people.byId);
  const teams = useSignal(session.teams.teams);
  const flagsIn = useFlagCounts();
  const nameOf = (space: SpaceView) => session.spaces.nameOf(space) || t("spaces.locked");
  const all = [...useSignal(session.spaces.byId).values()];
  const spaces = all
    .filter((space) => passesAll(space, chosen, flagsIn(space.id)))
    .filter((space) => nameOf(space).toLocaleLowerCase().includes(text))
    .sort(byRecency);
  const strangers =
    text === "" || chosen.size > 0 ? [] : matchingStrangers(people, all, text, session.me.person.id);

  const active = spaces.filter(({ archived }) => !archived);
  const favourites = active.filter(({ favourite }) => favourite).sort(byFavouriteOrder);
  const inTeams = [...teams.values()].filter(({ archived }) => !archived);
  const shownInTeam = ({ favourite, team }: SpaceView) => !favourite && inTeams.some(({ id }) => id === team);
  const others = active.filter((space) => !space.favourite && !shownInTeam(space));
  const archived = spaces.filter((space) => space.archived);

  const row = (space: SpaceView, moving?: Parameters<typeof SpaceRow>[0]["moving"]) => (
    <SpaceRow
      key={space.id}
      space={space}
      name={nameOf(space)}
      flags={flagsIn(space.id)}
      onOpen={onDone}
      {...(moving && { moving })}
    />
  );
  const move = (id: string, index: number) => {
    const rest = favourites.filter((space) => space.id !== id);
    const favouriteOrder = orderAt(rest, Math.max(0, Math.min(rest.length, index)));
    void session.spaces.mark(id, { favourite: true, favouriteOrder });
  };
  const nothing =
    spaces.length + strangers.length === 0 && (inTeams.length === 0 || text !== "" || chosen.size > 0);
  if (nothing)
    return (
      <div className="rail-list">
        <p className="rail-empty secondary">
          {chosen.size > 0 ? t("filter.none") : text ? t("people.none", { text }) : t("spaces.empty")}
        </p>
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
      {inTeams.map((team) => (
        <TeamSection
          key={team.id}
          team={team}
          plain={text === "" && chosen.size === 0}
          onManage={() => onTeam(team.id)}
        >
          {active.filter((space) => !space.favourite && space.team === team.id).map((space) => row(space))}
        </TeamSection>
      ))}
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
      {strangers.length > 0 && <h2>{t("spaces.others")}</h2>}
      {strangers.map((person) => (
        <StrangerRow key={person.id} person={person} onDone={onDone} />
      ))}
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
  const offered = plain ? team.spaces.filter(({ joined, archived }) => !joined && !archived) : [];
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
      {open && plain && children.length === 0 && offered.length === 0 && (
        <p className="rail-empty secondary">{t("team.empty")}</p>
      )}
    </section>
  );
}

/** People who match and with whom there is no direct space yet. */
function matchingStrangers(
  people: ReadonlyMap<string, Person>,
  spaces: readonly SpaceView[],
  text: string,
  me: string,
): Person[] {
  const known = new Set(spaces.map(({ peer }) => peer));
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

function StrangerRow({ person, onDone }: { person: Person; onDone: () => void }) {
  const session = useSession();
  const navigate = useNavigate();
  const presence = useSignal(session.presence).get(person.id);
  const open = async () => {
    onDone();
    await navigate({ to: "/space/$space", params: { space: await session.spaces.direct(person.id) } });
  };
  return (
    <button type="button" className="bare space-row" onClick={open}>
      <PersonAvatar id={person.id} name={person.name} presence={presence} />
      <span className="name truncate">{person.name}</span>
    </button>
  );
}
