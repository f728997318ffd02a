/** The members that match what follows an @, and the keys that choose among them. */
import { IconUsers } from "@tabler/icons-react";
import { type KeyboardEvent, useMemo, useState } from "react";
import type { Member } from "../../appliance/messaging/index.ts";
import type { Person } from "../../appliance/people/index.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { mayAddTo, useSession } from "../parts/session-context.ts";
import { ranked, useFoundPeople } from "../parts/use-found-people.ts";
import { fold } from "../search/tokens.ts";
import type { SpaceView } from "../store/session.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { mentionAt } from "./composer-text.ts";

export interface MentionOption {
  /** A person, `all`, or `team`: whoever is in the space and in its team. */
  id: string;
  name: string;
  /** What the name stands for. */
  note?: string;
  /** Not in the space: picking them leads to the question whether to add them. */
  stranger?: Person;
}

const shown = 6;
/** What everybody is called elsewhere. */
const everybodyElsewhere = ["all", "everyone", "here", "channel"];
const nobodyNear: ReadonlySet<string> = new Set();

export function useMention(space: SpaceView, text: string, caret: number) {
  const session = useSession();
  const members = useSignal(session.spaces.members).get(space.id);
  const people = useSignal(session.people.byId);
  const team = useSignal(session.teams.teams).get(space.team ?? "")?.name;
  const [selected, setSelected] = useState(0);
  const [closedFor, setClosedFor] = useState("");
  const typed = mentionAt(text, caret);
  const strangers = useStrangers(space, members, typed);
  const options = useMemo<MentionOption[]>(() => {
    if (typed === undefined || closedFor === text) return [];
    const others = (members ?? [])
      .flatMap(({ personId }) => people.get(personId) ?? [])
      .filter(({ id }) => id !== session.me.person.id);
    const fitting = typed === "" ? others : ranked(others, typed, nobodyNear);
    const begins = (name: string) => fold(name).startsWith(fold(typed));
    const everybody: MentionOption[] = [];
    if (others.length > 1 && [t("mention.all"), ...everybodyElsewhere].some(begins))
      everybody.push({ id: "all", name: t("mention.all") });
    if (team !== undefined && begins(t("mention.team")))
      everybody.push({ id: "team", name: t("mention.team"), note: team });
    return [...fitting.slice(0, shown - everybody.length), ...everybody, ...strangers].slice(0, shown);
  }, [typed, closedFor, text, members, people, team, strangers, session]);
  const at = Math.min(selected, options.length - 1);

  const onKeyDown = (event: KeyboardEvent, pick: (option: MentionOption) => void): boolean => {
    const choice = options[at];
    if (!choice) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp")
      setSelected((at + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length);
    else if (event.key === "Enter" || event.key === "Tab") pick(choice);
    else if (event.key === "Escape") setClosedFor(text);
    else return false;
    event.preventDefault();
    return true;
  };
  return { options, selected: at, onKeyDown };
}

const none: readonly MentionOption[] = [];

/** People of the organisation who could be added to the space and are called what is being typed. */
function useStrangers(
  space: SpaceView,
  members: readonly Member[] | undefined,
  typed = "",
): readonly MentionOption[] {
  const { me } = useSession();
  const wanted = members !== undefined && mayAddTo(space, me.person);
  const found = useFoundPeople(typed, wanted);
  return useMemo(() => {
    if (!wanted) return none;
    const inside = new Set(members.map(({ personId }) => personId));
    return found
      .filter(({ role }) => role !== "guest" && role !== "place")
      .filter(({ id, state }) => state !== "disabled" && !inside.has(id))
      .map((person) => ({ id: person.id, name: person.name, stranger: person }));
  }, [wanted, found, members]);
}

export function MentionPicker(props: {
  options: readonly MentionOption[];
  selected: number;
  onPick: (option: MentionOption) => void;
}) {
  const presence = useSignal(useSession().presence);
  return (
    <div className="picker" role="listbox" aria-label={t("composer.mention")}>
      {props.options.map((option, index) => (
        <button
          key={option.id}
          type="button"
          role="option"
          aria-selected={index === props.selected}
          className="bare picker-option"
          onClick={() => props.onPick(option)}
        >
          {option.id === "all" || option.id === "team" ? (
            <span className="avatar small everybody" aria-hidden="true">
              <IconUsers size={15} />
            </span>
          ) : (
            <PersonAvatar id={option.id} name={option.name} presence={presence.get(option.id)} size="small" />
          )}
          <span className="truncate">{option.name}</span>
          {option.note && <bdi className="secondary truncate">{option.note}</bdi>}
          {option.stranger && <span className="secondary">{t("mention.stranger")}</span>}
        </button>
      ))}
    </div>
  );
}
