/** Calls: a number to dial, what was, voicemail, and what is to happen when one is called. */
import "../text/calls.ts";
import { Button, NativeSelect, Tabs, TextInput } from "@mantine/core";
import { IconPhone } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useCallback, useEffect, useState } from "react";
import { CallSettingsForm } from "../calling/call-settings.tsx";
import { Contacts } from "../calling/contacts.tsx";
import { dialledIn } from "../calling/dial-link.ts";
import { chooseDialWith, dialWith, useDial } from "../calling/dial-with.ts";
import { History } from "../calling/history.tsx";
import { SharedLines, useLines } from "../calling/lines.tsx";
import { ParkedCalls } from "../calling/parked.tsx";
import { PhoneLinks } from "../calling/phone-links.tsx";
import { Phones, useDevices } from "../calling/phones.tsx";
import { type CallsTab, callsTabs } from "../calling/tabs.ts";
import { useVoicemail, Voicemail } from "../calling/voicemail.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { Problem } from "../parts/problem.tsx";
import { useEntitlements, useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";

export function CallsPage() {
  if (!useEntitlements().calling)
    return (
      <div className="empty" style={{ gridColumn: "1 / -1" }}>
        <h1>{t("calls.none.title")}</h1>
        <p>{t("calls.none")}</p>
      </div>
    );
  return <Calls />;
}

/** Whoever looks at the list of calls has seen which they missed. */
function useMissedCallsSeen(tab: CallsTab): void {
  const { notifications } = useSession();
  const list = useSignal(notifications.list);
  useEffect(() => {
    const waits = list.some(({ kind, readAt }) => kind === "missed-call" && readAt === null);
    if (tab !== "recent" || !waits) return;
    notifications.read({ kinds: ["missed-call"] }).catch(() => {}); // they wait on, and are seen next time
  }, [notifications, list, tab]);
}

function Calls() {
  const { tab, dial } = useSearch({ from: "/app/shell/calls" });
  const wanted = dial === undefined ? "" : (dialledIn(dial) ?? dial);
  const navigate = useNavigate();
  useMissedCallsSeen(tab ?? "recent");
  const fresh = useVoicemail().data?.messages.filter(({ heard }) => !heard).length ?? 0;
  return (
    <div className="page">
      <div className="page-inner">
        <PageTitle>{t("nav.calls")}</PageTitle>
        <DialForm key={wanted} wanted={wanted} />
        <SharedLines />
        <ParkedCalls />
        <Tabs
          value={tab ?? "recent"}
          onChange={(chosen) =>
            void navigate({
              to: "/calls",
              search: { tab: callsTabs.find((known) => known === chosen) },
              replace: true,
            })
          }
          keepMounted={false}
        >
          <Tabs.List className="calls-tabs">
            {callsTabs.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`calls.tab.${name}`)}
                {name === "voicemail" && fresh > 0 && <span className="badge number">{fresh}</span>}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="recent" pt="md">
            <History />
          </Tabs.Panel>
          <Tabs.Panel value="voicemail" pt="md">
            <Voicemail />
          </Tabs.Panel>
          <Tabs.Panel value="contacts" pt="md">
            <Contacts />
          </Tabs.Panel>
          <Tabs.Panel value="settings" pt="md">
            <CallSettingsForm />
            <Phones />
            <PhoneLinks />
          </Tabs.Panel>
        </Tabs>
      </div>
    </div>
  );
}

/** @param wanted by a link that was followed: it is shown, and only the person calls it */
function DialForm({ wanted }: { wanted: string }) {
  const call = useDial();
  const [number, setNumber] = useState(wanted);
  const [as, setAs] = useState("");
  const dial = useAction(
    useCallback(async () => {
      const wanted = number.trim();
      // Calls by address show the address, whatever was chosen.
      await call?.(wanted.includes("@") ? wanted : `${as}${wanted}`, wanted);
    }, [call, number, as]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (number.trim() !== "") void dial.run();
  };
  return (
    <form className="dial" onSubmit={submit}>
      <TextInput
        value={number}
        inputMode="tel"
        placeholder={t("calls.dial.placeholder")}
        aria-label={t("calls.dial.placeholder")}
        onChange={({ currentTarget }) => setNumber(currentTarget.value)}
      />
      <Button type="submit" disabled={!call || number.trim() === ""} leftSection={<IconPhone size={16} />}>
        {t("calls.dial")}
      </Button>
      <DialWith />
      <CallAs value={as} onChange={setAs} />
      <Problem error={dial.error} />
    </form>
  );
}

/** Under which name and number this call is made: its value is the code that goes before the number. */
function CallAs({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const lines = useLines();
  return (
    <NativeSelect
      aria-label={t("call.as")}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      data={[
        { value: "", label: t("call.as.self") },
        { value: "*67", label: t("call.as.hidden") },
        { value: "*82", label: t("call.as.shown") },
        ...lines.map(({ name, number }) => ({
          value: `*5${number}*`,
          label: t("call.as.line", { name }),
        })),
      ]}
    />
  );
}

/** Which telephone dials; not shown to those who have only the browser. One that is gone for good dials no more. */
function DialWith() {
  const devices = useDevices().data;
  const chosen = useSignal(dialWith);
  const isGone = chosen !== "" && devices?.every(({ id }) => id !== chosen) === true;
  useEffect(() => {
    if (isGone) chooseDialWith("");
  }, [isGone]);
  const shown = devices?.filter(({ id, registered }) => registered || id === chosen) ?? [];
  if (shown.length === 0) return null;
  return (
    <NativeSelect
      aria-label={t("call.dial.with")}
      value={chosen}
      onChange={({ currentTarget }) => chooseDialWith(currentTarget.value)}
      data={[
        { value: "", label: t("call.dial.browser") },
        ...shown.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
