/** One care desk: its skills, who has which of them, who leads, and in what time an answer is expected. */
import { MultiSelect, NumberInput, Switch, TagsInput, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { Desk, DeskInput } from "../../appliance/care/index.ts";
import { api, call } from "../api/client.ts";
import { PeoplePicker } from "../parts/people-picker.tsx";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { Editor } from "./editor.tsx";

export const careKey = ["admin", "care"] as const;

export type ConfiguredDesk = Desk & Pick<DeskInput, "experts">;
type Expert = DeskInput["experts"][number];

export function DeskEditor({ desk, onClose }: { desk: ConfiguredDesk | undefined; onClose: () => void }) {
  const [skills, setSkills] = useState(desk?.skills ?? []);
  const [experts, setExperts] = useState(desk?.experts ?? []);
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  /** A skill keeps its id as long as its name stands. */
  const nameSkills = (wanted: string[]) => {
    const next = wanted.map(
      (name) => skills.find((skill) => skill.name === name) ?? { id: crypto.randomUUID(), name },
    );
    const left = new Set(next.map(({ id }) => id));
    setSkills(next);
    setExperts(experts.map((one) => ({ ...one, skills: one.skills?.filter((id) => left.has(id)) ?? null })));
  };
  const save = (fields: FormData) => {
    const json = {
      name: String(fields.get("name")),
      skills,
      answerWithin: Math.round(Number(fields.get("minutes")) * 60),
      experts,
    };
    return call(api.admin.care.desks[":id"].$put({ param: { id: desk?.id ?? crypto.randomUUID() }, json }));
  };
  return (
    <Editor
      title={desk?.name ?? t("care.desk.add")}
      onClose={onClose}
      refreshes={careKey}
      save={save}
      complete={experts.length > 0}
      wide
      {...(desk && { remove: () => call(api.admin.care.desks[":id"].$delete({ param: { id: desk.id } })) })}
    >
      <TextInput
        name="name"
        label={t("care.desk.name")}
        placeholder={t("care.desk.name.example")}
        defaultValue={desk?.name}
        maxLength={100}
        required
        data-autofocus
      />
      <TagsInput
        label={t("care.desk.skills")}
        description={t("care.desk.skills.lead")}
        value={skills.map(({ name }) => name)}
        onChange={(wanted) => nameSkills(wanted.map((name) => name.trim().slice(0, 60)))}
        maxTags={50}
        clearable
      />
      <NumberInput
        name="minutes"
        label={t("care.desk.minutes")}
        description={t("care.desk.minutes.lead")}
        required
        clampBehavior="strict"
        min={0.5}
        max={60}
        step={0.5}
        defaultValue={(desk?.answerWithin ?? 120) / 60}
      />
      <PeoplePicker
        label={t("care.desk.expert.add")}
        exclude={experts.map(({ person }) => person)}
        staffOnly
        onPick={({ id, name }) => {
          setExperts([...experts, { person: id, skills: null, lead: false }]);
          setNames({ ...names, [id]: name });
        }}
      />
      {experts.length === 0 && <p className="secondary">{t("care.desk.experts.none")}</p>}
      {experts.map((expert) => (
        <ExpertLine
          key={expert.person}
          expert={expert}
          name={names[expert.person]}
          skills={skills}
          onChange={(changed) =>
            setExperts(experts.flatMap((one) => (one !== expert ? [one] : changed ? [changed] : [])))
          }
        />
      ))}
    </Editor>
  );
}

function ExpertLine(props: {
  expert: Expert;
  name: string | undefined;
  skills: Desk["skills"];
  /** Undefined: no expert any more. */
  onChange: (changed: Expert | undefined) => void;
}) {
  const { expert, skills, onChange } = props;
  const people = useSignal(useSession().people.byId);
  const none = expert.skills?.length === 0; // their only skill was taken away
  const placeholder = none ? t("care.desk.expert.none") : expert.skills ? "" : t("care.desk.expert.all");
  const name = props.name ?? people.get(expert.person)?.name ?? t("notice.unknown");
  return (
    <div className="line-item expert-line">
      <p className="who truncate">{name}</p>
      {skills.length > 0 && (
        <MultiSelect
          aria-label={t("care.desk.expert.skills", { name })}
          placeholder={placeholder}
          data={skills.map(({ id, name: label }) => ({ value: id, label }))}
          value={expert.skills ?? []}
          onChange={(chosen) => onChange({ ...expert, skills: chosen.length > 0 ? chosen : null })}
        />
      )}
      <Switch
        label={t("care.desk.lead")}
        checked={expert.lead}
        onChange={({ currentTarget }) => onChange({ ...expert, lead: currentTarget.checked })}
      />
      <button
        type="button"
        className="icon-button"
        aria-label={t("telephony.group.remove", { name })}
        onClick={() => onChange(undefined)}
      >
        <IconTrash size={18} />
      </button>
    </div>
  );
}
