/** Guests: who they are, until when, what they did; and whether there may be any. */
import { Button, Modal, NumberInput, SegmentedControl, Switch, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useState } from "react";
import type { Guest } from "../../appliance/messaging/index.ts";
import type { GuestPolicy } from "../../appliance/people/index.ts";
import { api, call } from "../api/client.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Empty } from "../parts/empty.tsx";
import { standingOf } from "../parts/guest-badge.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import { momentOf, t } from "../text/index.ts";
import { linesOf, Outcome, useSave } from "./save.tsx";

const guestsKey = ["admin", "guests"];

export function GuestsPage() {
  const found = useQuery({ queryKey: guestsKey, queryFn: () => call(api.admin.guests.$get()) });
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return null;
  const { guests, policy } = found.data;
  return (
    <>
      <section className="card">
        <h2>{t("admin.guests")}</h2>
        {guests.length === 0 && <Empty text={t("guest.none")} way={{ label: t("spaces.all"), to: "/" }} />}
        {guests.map((guest) => (
          <GuestLine key={guest.person.id} guest={guest} />
        ))}
      </section>
      <Policy policy={policy} />
    </>
  );
}

function GuestLine({ guest }: { guest: Guest }) {
  const { person, invitedBy, spaces } = guest;
  const session = useSession();
  useSignal(session.people.byId);
  const queries = useQueryClient();
  const [open, setOpen] = useState<"trail" | "admit" | "end">();
  const refresh = useCallback(() => queries.invalidateQueries({ queryKey: guestsKey }), [queries]);
  const prolong = useAction(
    useCallback(async () => {
      await call(api.admin.guests[":id"].prolong.$post({ param: { id: person.id } }));
      await refresh();
    }, [person.id, refresh]),
  );
  const end = useCallback(async () => {
    await call(api.admin.guests[":id"].$delete({ param: { id: person.id } }));
    await refresh();
    setOpen(undefined);
  }, [person.id, refresh]);
  const admit = useCallback(async () => {
    await call(api.admin.people[":id"].$patch({ param: { id: person.id }, json: { role: "user" } }));
    await refresh();
    setOpen(undefined);
  }, [person.id, refresh]);
  const facts = [
    person.email,
    standingOf(person),
    t("guest.spaces", { count: spaces }),
    ...(invitedBy ? [t("guest.by", { name: session.people.nameOf(invitedBy) })] : []),
  ];
  return (
    <div className="line-item guest-line">
      <PersonAvatar id={person.id} name={person.name} />
      <div className="who">
        <p className="truncate">{person.name}</p>
        <p className="secondary">{facts.join(" · ")}</p>
        <Problem error={prolong.error} />
      </div>
      <div className="line-actions">
        <Button variant="subtle" size="compact-sm" onClick={() => setOpen("trail")}>
          {t("guest.trail")}
        </Button>
        <Button variant="default" size="compact-sm" onClick={() => setOpen("admit")}>
          {t("guest.admit")}
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          loading={prolong.running}
          onClick={() => void prolong.run()}
        >
          {t("guest.prolong")}
        </Button>
        {person.state !== "disabled" && (
          <Button variant="light" color="red" size="compact-sm" onClick={() => setOpen("end")}>
            {t("guest.end")}
          </Button>
        )}
      </div>
      {open === "admit" && (
        <Confirm
          harmless
          title={t("guest.admit")}
          question={`${t("guest.admit.ask", { name: person.name })} ${t("guest.admit.help")}`}
          action={admit}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === "end" && (
        <Confirm
          title={t("guest.end")}
          question={`${t("guest.end.ask", { name: person.name })} ${t("guest.end.help")}`}
          action={end}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === "trail" && <Trail guest={guest} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

function Trail({ guest, onClose }: { guest: Guest; onClose: () => void }) {
  const { id, name } = guest.person;
  const found = useQuery({
    queryKey: [...guestsKey, id, "trail"],
    queryFn: async () => (await call(api.admin.guests[":id"].trail.$get({ param: { id } }))).trail,
  });
  return (
    <Modal opened onClose={onClose} title={t("guest.trail.of", { name })} size="lg" centered>
      <Problem error={found.error} />
      {found.data?.length === 0 && <p className="secondary">{t("guest.trail.none")}</p>}
      {found.data?.map(({ seq, at, kind, payload }) => (
        <div key={seq} className="line-item">
          <div className="who">
            <p className="break">{payload.path ? `${payload.method} ${payload.path}` : kind}</p>
            <p className="secondary number">
              {momentOf(at)} {payload.status ? `· ${payload.status} · ${payload.address}` : ""}
            </p>
          </div>
        </div>
      ))}
    </Modal>
  );
}

function Policy({ policy }: { policy: GuestPolicy }) {
  const queries = useQueryClient();
  const [allowed, setAllowed] = useState(policy.allowed);
  const [mode, setMode] = useState(policy.mode);
  const saving = useSave(
    useCallback(
      async (json: GuestPolicy) => {
        await call(api.admin.guests.policy.$put({ json }));
        await queries.invalidateQueries({ queryKey: guestsKey });
      },
      [queries],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const domains = linesOf(fields, "domains");
    void saving.save.run({ allowed, mode, domains, days: Number(fields.get("days")) });
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <h2>{t("guest.policy")}</h2>
      <Switch
        label={t("guest.policy.allowed")}
        description={t("guest.policy.allowed.help")}
        checked={allowed}
        onChange={({ currentTarget }) => setAllowed(currentTarget.checked)}
      />
      <SegmentedControl
        aria-label={t("guest.policy")}
        value={mode}
        onChange={(value) => setMode(value as GuestPolicy["mode"])}
        data={(["except", "only"] as const).map((value) => ({
          value,
          label: t(`guest.policy.mode.${value}`),
        }))}
      />
      <Textarea
        name="domains"
        label={t("guest.policy.domains")}
        description={t("guest.policy.domains.help")}
        defaultValue={policy.domains.join("\n")}
        autosize
        minRows={2}
      />
      <NumberInput name="days" label={t("guest.policy.days")} min={1} max={730} defaultValue={policy.days} />
      <Outcome {...saving} done={t("guest.policy.saved")} />
    </form>
  );
}
