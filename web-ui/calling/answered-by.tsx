/** Colleagues who may answer the person's calls. */
import { Box } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { PeoplePicker } from "../parts/people-picker.tsx";
import { usePeople, useSession } from "../parts/session-context.ts";
import { t } from "../text/index.ts";

/** @param props.people ids */
export function AnsweredBy(props: { people: readonly string[]; onChange: (people: string[]) => void }) {
  const session = useSession();
  const known = usePeople();
  const { people, onChange } = props;
  return (
    <section className="card">
      <h2>{t("callsettings.answeredby")}</h2>
      <p className="secondary">{t("callsettings.answeredby.lead")}</p>
      {people.map((id) => (
        <div key={id} className="line-item">
          <p className="who">{known.nameOf(id)}</p>
          <button
            type="button"
            className="icon-button"
            aria-label={t("callsettings.answeredby.remove", { name: known.nameOf(id) })}
            onClick={() => onChange(people.filter((other) => other !== id))}
          >
            <IconTrash size={18} />
          </button>
        </div>
      ))}
      <Box mt="md">
        <PeoplePicker
          label={t("callsettings.answeredby.add")}
          exclude={[...people, session.me.person.id]}
          staffOnly
          onPick={({ id }) => onChange([...people, id])}
        />
      </Box>
    </section>
  );
}
