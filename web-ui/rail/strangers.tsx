/** People who match what is looked for and with whom there is no direct space yet. */
import { useNavigate } from "@tanstack/react-router";
import type { Person } from "../../appliance/people/index.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { useSession } from "../parts/session-context.ts";
import { reachable, useFoundPeople } from "../parts/use-found-people.ts";
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
  const known = new Set([...spaces.values()].map(({ peer }) => peer));
  const asked = new Set(found.map(({ id }) => id));
  const matches = ({ id, name, email }: Person) =>
    asked.has(id) || `${name} ${email}`.toLocaleLowerCase().includes(text);
  const strangers = reachable(people, found, session.me.person.id)
    .filter((person) => !known.has(person.id) && matches(person))
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
  const open = async () => {
    onDone();
    await navigate({ to: "/space/$space", params: { space: await session.spaces.direct(person.id) } });
  };
  return (
    <button type="button" className="bare space-row" onClick={() => session.attempt(open())}>
      <PersonAvatar id={person.id} name={person.name} presence={presence} />
      <span className="name truncate">{person.name}</span>
    </button>
  );
}
