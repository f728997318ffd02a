/** Hunt groups: one number, several people, in an order. */
import { NativeSelect, NumberInput, Switch, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import type { HuntGroup } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { PeoplePicker } from "../../parts/people-picker.tsx";
import { useSession } from "../../parts/session-context.ts";
import { useSignal } from "../../store/signal.ts";
import { t } from "../../text/index.ts";
import { Row, Section } from "../section.tsx";
import { Editor, textOf } from "./editor.tsx";

const strategies = ["linear", "circular", "longest-idle", "simultaneous", "weighted"] as const;

export function Groups({ groups }: { groups: readonly HuntGroup[] }) {
  const [open, setOpen] = useState<HuntGroup | "new">();
  const close = useCallback(() => setOpen(undefined), []);
  return (
    <Section
      title={t("telephony.groups")}
      lead={t("telephony.groups.lead")}
      add="telephony.groups.add"
      empty={groups.length === 0}
      onAdd={() => setOpen("new")}
    >
      {groups.map((group) => (
        <Row
          key={group.id}
          title={`${group.name} (${group.number})`}
          detail={`${t(`telephony.strategy.${group.strategy}`)} · ${t("telephony.group.members", { count: group.members.length })}`}
          onOpen={() => setOpen(group)}
        />
      ))}
      {open && <GroupEditor group={open === "new" ? undefined : open} onClose={close} />}
    </Section>
  );
}

function GroupEditor({ group, onClose }: { group: HuntGroup | undefined; onClose: () => void }) {
  const people = useSignal(useSession().people.byId);
  const [members, setMembers] = useState(group?.members ?? []);
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const [strategy, setStrategy] = useState(group?.strategy ?? "linear");
  const save = (fields: FormData) => {
    const json = {
      name: String(fields.get("name")),
      number: String(fields.get("number")).trim(),
      strategy,
      secondsPerTurn: Number(fields.get("seconds")),
      overflow: textOf(fields, "overflow"),
      callWaiting: fields.get("skipsBusy") !== "on",
      members,
    };
    return group
      ? call(api.admin.calling.groups[":id"].$put({ param: { id: group.id }, json }))
      : call(api.admin.calling.groups.$post({ json }));
  };
  return (
    <Editor
      title={group?.name ?? t("telephony.groups.add")}
      onClose={onClose}
      save={save}
      {...(group && {
        remove: () => call(api.admin.calling.groups[":id"].$delete({ param: { id: group.id } })),
      })}
    >
      <TextInput name="name" label={t("telephony.name")} defaultValue={group?.name} required data-autofocus />
      <div className="fields">
        <TextInput
          name="number"
          label={t("telephony.number")}
          inputMode="numeric"
          defaultValue={group?.number}
          required
        />
        <NumberInput
          name="seconds"
          label={t("telephony.group.seconds")}
          min={5}
          max={120}
          defaultValue={group?.secondsPerTurn ?? 15}
        />
      </div>
      <NativeSelect
        label={t("telephony.group.strategy")}
        value={strategy}
        data={strategies.map((value) => ({ value, label: t(`telephony.strategy.${value}`) }))}
        onChange={({ currentTarget }) =>
          setStrategy(strategies.find((known) => known === currentTarget.value) ?? "linear")
        }
      />
      <Switch
        name="skipsBusy"
        label={t("telephony.group.skip")}
        description={t("telephony.group.skip.lead")}
        defaultChecked={!group?.callWaiting}
      />
      <PeoplePicker
        label={t("telephony.group.add")}
        exclude={members.map(({ personId }) => personId)}
        onPick={({ id, name }) => {
          setMembers([...members, { personId: id, weight: 1, loggedIn: true }]);
          setNames({ ...names, [id]: name });
        }}
      />
      {members.map((member) => {
        const name = names[member.personId] ?? people.get(member.personId)?.name ?? member.personId;
        return (
          <div key={member.personId} className="line-item">
            <div className="who">
              <p className="truncate">{name}</p>
              {!member.loggedIn && <p className="secondary">{t("telephony.group.away")}</p>}
            </div>
            {strategy === "weighted" && (
              <NumberInput
                aria-label={t("telephony.group.weight", { name })}
                w={90}
                min={1}
                max={100}
                value={member.weight}
                onChange={(weight) =>
                  setMembers(
                    members.map((other) =>
                      other === member ? { ...other, weight: Number(weight) || 1 } : other,
                    ),
                  )
                }
              />
            )}
            <button
              type="button"
              className="icon-button"
              aria-label={t("telephony.group.remove", { name })}
              onClick={() => setMembers(members.filter((other) => other !== member))}
            >
              <IconTrash size={18} />
            </button>
          </div>
        );
      })}
      <TextInput
        name="overflow"
        label={t("telephony.group.overflow")}
        description={t("telephony.group.overflow.lead")}
        defaultValue={group?.overflow ?? ""}
      />
    </Editor>
  );
}
