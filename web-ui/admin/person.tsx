/** One person, as the administrator sees them. */
import { Button, Modal, NativeSelect, Switch, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useState } from "react";
import type { SpendingCaps } from "../../appliance/calling/index.ts";
import type { Person, PersonChange } from "../../appliance/people/index.ts";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { InvitationLink, roles } from "./invitation.tsx";
import { CapFields, capsIn } from "./telephony/cap-fields.tsx";

const offers = ["M1", "M2", "M3", "C0", "C1", "C2", "C3"] as const;

const classes = ["none", "national", "international"] as const;

export function PersonDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const queries = useQueryClient();
  const [link, setLink] = useState<string>();
  /** Undefined: as it is stored. */
  const [ownLimits, setOwnLimits] = useState<boolean>();
  const callSettings = useQuery({
    queryKey: ["admin", "call-settings", person.id],
    queryFn: () => call(api.admin.calling.people[":id"].$get({ param: { id: person.id } })),
  });
  const change = useAction(
    useCallback(
      async (
        json: Omit<PersonChange, "role"> & { role?: (typeof roles)[number] | undefined },
        calls?: { outside: (typeof classes)[number] | undefined; spending: SpendingCaps | null },
      ) => {
        if (calls)
          await call(api.admin.calling.people[":id"].$patch({ param: { id: person.id }, json: calls }));
        await call(api.admin.people[":id"].$patch({ param: { id: person.id }, json }));
        await queries.invalidateQueries({ queryKey: ["people"] });
        onClose();
      },
      [queries, person.id, onClose],
    ),
  );
  const reinvite = useAction(
    useCallback(async () => {
      const made = await call(api.admin.people[":id"].invitation.$post({ param: { id: person.id } }));
      setLink(made.invitation);
    }, [person.id]),
  );
  const limited = ownLimits ?? (callSettings.data?.spending ?? null) !== null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const extension = String(fields.get("extension")).trim();
    const json = {
      name: String(fields.get("name")),
      role: roles.find((known) => known === fields.get("role")),
      offer: String(fields.get("offer")),
      extension: extension === "" ? null : extension,
    };
    const outside = classes.find((known) => known === fields.get("outside"));
    void change.run(json, callSettings.data && { outside, spending: limited ? capsIn(fields, "own") : null });
  };
  const disabled = person.state === "disabled";
  return (
    <Modal opened onClose={onClose} title={person.email} centered>
      {link ? (
        <InvitationLink name={person.name} path={link} onClose={onClose} />
      ) : (
        <form className="form" onSubmit={submit}>
          <TextInput name="name" label={t("admin.name")} defaultValue={person.name} required data-autofocus />
          <NativeSelect
            name="role"
            label={t("admin.role")}
            defaultValue={person.role}
            data={roles.map((value) => ({ value, label: t(`admin.role.${value}`) }))}
          />
          <NativeSelect
            name="offer"
            label={t("admin.offer")}
            defaultValue={person.offer}
            data={offers.map((value) => ({ value, label: t(`admin.offer.${value}`) }))}
          />
          <TextInput
            name="extension"
            label={t("admin.extension")}
            inputMode="numeric"
            defaultValue={person.extension ?? ""}
          />
          {callSettings.data && (
            <NativeSelect
              name="outside"
              label={t("admin.outside")}
              defaultValue={callSettings.data.outside}
              data={classes.map((value) => ({ value, label: t(`admin.outside.${value}`) }))}
            />
          )}
          {callSettings.data && (
            <Switch
              label={t("admin.limits")}
              description={t("admin.limits.lead")}
              checked={limited}
              onChange={({ currentTarget }) => setOwnLimits(currentTarget.checked)}
            />
          )}
          {callSettings.data && limited && (
            <fieldset className="keys">
              <legend>{t("admin.limits")}</legend>
              <CapFields name="own" caps={callSettings.data.spending} />
            </fieldset>
          )}
          <Problem error={change.error ?? reinvite.error} />
          <div className="dialog-actions">
            <Button
              variant="subtle"
              color="red"
              onClick={() => change.run({ state: disabled ? "active" : "disabled" })}
            >
              {t(disabled ? "admin.enable" : "admin.disable")}
            </Button>
            <Button variant="default" loading={reinvite.running} onClick={() => reinvite.run()}>
              {t("admin.link.new")}
            </Button>
            <Button type="submit" loading={change.running}>
              {t("action.save")}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
