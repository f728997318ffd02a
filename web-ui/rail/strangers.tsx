/** People who match what is looked for and with whom there is no direct space yet. */
import { useNavigate } from "@tanstack/react-router";
import type { Person } from "../../appliance/people/index.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { useWaysTo } from "../parts/person-ways.tsx";
import { useSession } from "../parts/session-context.ts";
import { ranked, reachable, useFoundPeople } from "../parts/use-found-people.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";

const most = 8;

/** @param props.alone no space matches: it says so when nobody does either */
export default function Strangers(props: { text: string; alone: boolean; onDone: () => void }) {
  const { text, alone, onDone } = props;
  const session = useSession();
  const people = useSignal(session.people.byId);
  const spaces = useSignal(session.spaces.byId);
  const found = useFoundPeople(text);
  const known = new Set([...spaces.values()].flatMap(({ peer }) => peer ?? []));
  const strangers = ranked(reachable(people, found, session.me.person.id), text, known)
    .filter(({ id }) => !known.has(id))
    .slice(0, most);
  if (strangers.length === 0)
    return alone ? <p className="rail-empty secondary">{t("people.none", { text })}</p> : null;
  return (
    <>
      <h2>{t("spaces.others")}</h2>
      {strangers.map((person) => (
        <StrangerRow key={person.id} person={person} onDone={onDone} />
      ))}
    </>
  );
}

function StrangerRow({ person, onDone }: { person: Person; onDone: () => void }) {
  const session = useSession();
  const navigate = useNavigate();
  const presence = useSignal(session.presence).get(person.id);
  const ways = useWaysTo()(person, presence);
  const open = async () => {
    onDone();
    await navigate({ to: "/space/$space", params: { space: await session.spaces.direct(person.id) } });
  };
  return (
    <div className="stranger-row">
      <button type="button" className="bare space-row" onClick={() => session.attempt(open())}>
        <PersonAvatar id={person.id} name={person.name} presence={presence} />
        <span className="name truncate">{person.name}</span>
      </button>
      {ways
        .filter(({ id }) => id !== "message") // the name does that
        .map(({ id, label, hint, icon: Icon, take }) => (
          <button
            key={id}
            type="button"
            className="icon-button small row-way"
            aria-label={label}
            title={hint ?? label}
            onClick={() => {
              onDone();
              take();
            }}
          >
            <Icon size={18} />
          </button>
        ))}
    </div>
  );
}
