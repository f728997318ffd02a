/** What is to happen when the person is called; each change is kept at once. */
import { NativeSelect, NumberInput, Switch, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import type { CallSettings } from "../../appliance/calling/index.ts";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useEntitlements, useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { AnsweredBy } from "./answered-by.tsx";
import { ForwardRules } from "./forward-rules.tsx";
import { ReachList } from "./reach-list.tsx";

const key = ["call-settings"];
type Change = Partial<Omit<CallSettings, "outside">>;

const forwards = [
  ["forwardAlways", "callsettings.forward.always"],
  ["forwardBusy", "callsettings.forward.busy"],
  ["forwardNoAnswer", "callsettings.forward.no-answer"],
  ["forwardOffline", "callsettings.forward.offline"],
] as const;
const mailings = ["off", "notice", "attach"] as const;
const callerIds = ["own", "organisation", "hidden"] as const;

export function CallSettingsForm() {
  const session = useSession();
  const { reach: mayReach } = useEntitlements();
  const queries = useQueryClient();
  const settings = useQuery({ queryKey: key, queryFn: () => call(api.calling.settings.$get()) });
  useEffect(
    () => session.onEvent("call.settings", () => void queries.invalidateQueries({ queryKey: key })),
    [session, queries],
  );
  const change = useAction(
    useCallback(
      async (json: Change) => {
        queries.setQueryData<CallSettings>(key, (known) => known && { ...known, ...json }); // at once
        try {
          queries.setQueryData(key, await call(api.calling.settings.$patch({ json })));
        } catch (error) {
          await queries.invalidateQueries({ queryKey: key }); // as it still is
          throw error;
        }
      },
      [queries],
    ),
  );
  if (settings.error) return <Problem error={settings.error} onRetry={() => void settings.refetch()} />;
  if (!settings.data) return null;
  const own = settings.data;
  return (
    <>
      <Problem error={change.error} />
      <section className="card">
        <h2>{t("callsettings.title")}</h2>
        <Switch
          label={t("callsettings.dnd")}
          description={t("callsettings.dnd.lead")}
          checked={own.doNotDisturb}
          onChange={({ currentTarget }) => void change.run({ doNotDisturb: currentTarget.checked })}
        />
        <Switch
          mt="md"
          label={t("callsettings.voicemail")}
          description={t("callsettings.voicemail.lead")}
          checked={own.voicemail}
          onChange={({ currentTarget }) => void change.run({ voicemail: currentTarget.checked })}
        />
        <NativeSelect
          mt="md"
          label={t("callsettings.voicemail.mail")}
          value={own.voicemailMail}
          data={mailings.map((value) => ({ value, label: t(`callsettings.voicemail.mail.${value}`) }))}
          onChange={({ currentTarget }) =>
            void change.run({
              voicemailMail: mailings.find((known) => known === currentTarget.value) ?? "off",
            })
          }
        />
        <NumberInput
          mt="md"
          label={t("callsettings.ring")}
          min={5}
          max={120}
          clampBehavior="strict"
          value={own.ringSeconds}
          onBlur={({ currentTarget }) => void change.run({ ringSeconds: Number(currentTarget.value) })}
        />
        <NativeSelect
          mt="md"
          label={t("callsettings.callerid")}
          value={own.callerId}
          data={callerIds.map((value) => ({ value, label: t(`callsettings.callerid.${value}`) }))}
          onChange={({ currentTarget }) =>
            void change.run({ callerId: callerIds.find((known) => known === currentTarget.value) ?? "own" })
          }
        />
      </section>
      <section className="card">
        <h2>{t("callsettings.forward")}</h2>
        <p className="secondary">{t("callsettings.forward.lead")}</p>
        {forwards.map(([name, label]) => (
          <TextInput
            key={`${name} ${own[name]}`}
            mt="sm"
            label={t(label)}
            inputMode="tel"
            defaultValue={own[name] ?? ""}
            onBlur={({ currentTarget }) => {
              const number = currentTarget.value.trim() || null;
              if (number !== own[name]) void change.run({ [name]: number });
            }}
          />
        ))}
      </section>
      <ForwardRules settings={own} onChange={(json) => void change.run(json)} />
      {mayReach && <ReachList settings={own} onChange={(json) => void change.run(json)} />}
      <AnsweredBy people={own.answeredBy} onChange={(answeredBy) => void change.run({ answeredBy })} />
      <Groups />
    </>
  );
}

/** Hunt groups that the person is in: they take part, or not for a while. */
function Groups() {
  const queries = useQueryClient();
  const groups = useQuery({
    queryKey: ["own-groups"],
    queryFn: async () => (await call(api.calling.groups.$get())).groups,
  });
  const change = useAction(
    useCallback(
      async (id: string, loggedIn: boolean) => {
        await call(api.calling.groups[":id"].presence.$put({ param: { id }, json: { loggedIn } }));
        await queries.invalidateQueries({ queryKey: ["own-groups"] });
      },
      [queries],
    ),
  );
  if (!groups.data?.length) return null;
  return (
    <section className="card">
      <h2>{t("callsettings.groups")}</h2>
      <Problem error={change.error} />
      {groups.data.map(({ id, name, number, loggedIn }) => (
        <Switch
          key={id}
          mt="sm"
          label={`${name} (${number})`}
          checked={loggedIn}
          onChange={({ currentTarget }) => void change.run(id, currentTarget.checked)}
        />
      ))}
    </section>
  );
}
