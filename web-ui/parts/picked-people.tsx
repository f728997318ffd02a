/** People chosen one after the other, to be invited together. */
import { IconX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { Person } from "../../appliance/people/index.ts";
import { t } from "../text/index.ts";
import { PersonAvatar } from "./avatar.tsx";
import { PeoplePicker } from "./people-picker.tsx";
import { useSession } from "./session-context.ts";

export function usePickedPeople() {
  const [people, setPeople] = useState<readonly Person[]>([]);
  const ids = useMemo(() => people.map(({ id }) => id), [people]);
  return { people, setPeople, ids };
}

export function PickedPeople(props: { label: string; picked: ReturnType<typeof usePickedPeople> }) {
  const { people, setPeople, ids } = props.picked;
  const me = useSession().me.person.id;
  return (
    <>
      <PeoplePicker
        label={props.label}
        exclude={[me, ...ids]}
        onPick={(person) => setPeople([...people, person])}
      />
      {people.length > 0 && (
        <ul className="picked">
          {people.map((person) => (
            <li key={person.id}>
              <PersonAvatar id={person.id} name={person.name} size="small" />
              <span className="truncate">{person.name}</span>
              <button
                type="button"
                className="icon-button small"
                aria-label={t("space.unpick", { name: person.name })}
                onClick={() => setPeople(people.filter(({ id }) => id !== person.id))}
              >
                <IconX size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
