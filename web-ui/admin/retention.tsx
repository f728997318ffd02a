/** How long things are kept, what would go now, and what is held whatever the policy says. */
import { Button, NumberInput, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useRef, useState } from "react";
import { api, call } from "../api/client.ts";
import { Confirm } from "../parts/confirm.tsx";
import { Empty } from "../parts/empty.tsx";
import { PeoplePicker } from "../parts/people-picker.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import { momentOf, sizeOf, t } from "../text/index.ts";
import { Outcome, useSave } from "./save.tsx";

const retentionKey = ["admin", "retention"];
const load = () => call(api.admin.retention.$get());
type State = Awaited<ReturnType<typeof load>>;

export function RetentionPage() {
  const found = useQuery({ queryKey: retentionKey, queryFn: load });
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return null;
  return (
    <>
      <Policy state={found.data} />
      <Preview state={found.data} />
      <Holds holds={found.data.holds} />
    </>
  );
}

const daysOf = (fields: FormData, name: string): number | null => {
  const text = String(fields.get(name) ?? "").trim();
  return text === "" ? null : Number(text);
};

const kinds = ["messages", "files", "voicemail", "calls"] as const;

function Policy({ state: { policy } }: { state: State }) {
  const queries = useQueryClient();
  const saving = useSave(
    useCallback(
      async (json: State["policy"]) => {
        queries.setQueryData(retentionKey, await call(api.admin.retention.$put({ json })));
      },
      [queries],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    void saving.save.run({
      messages: daysOf(fields, "messages"),
      files: daysOf(fields, "files"),
      voicemail: daysOf(fields, "voicemail"),
      calls: daysOf(fields, "calls"),
    });
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <h2>{t("retention.policy")}</h2>
      <p className="secondary">{t("retention.policy.lead")}</p>
      <div className="fields">
        {kinds.map((kind) => (
          <NumberInput
            key={kind}
            name={kind}
            label={t(`retention.${kind}`)}
            description={t("retention.forever")}
            min={1}
            max={36_500}
            defaultValue={policy[kind] ?? ""}
          />
        ))}
      </div>
      <Outcome {...saving} done={t("retention.saved")} />
    </form>
  );
}

function Preview({ state: { preview, last } }: { state: State }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { messages, files, bytes, voicemail, calls, boards } = preview;
  const sweep = async () => {
    await call(api.admin.retention.sweep.$post());
    await queries.invalidateQueries({ queryKey: retentionKey });
    setAsking(false);
  };
  return (
    <section className="card stack">
      <h2>{t("retention.preview")}</h2>
      <p>{t("retention.preview.lead", { messages, files, size: sizeOf(bytes) })}</p>
      {voicemail + calls > 0 && <p>{t("retention.preview.calls", { voicemail, calls })}</p>}
      {boards > 0 && <p>{t("retention.preview.boards", { boards })}</p>}
      {last && <p className="secondary">{t("retention.last", { ...last, when: momentOf(last.at) })}</p>}
      {messages + files + voicemail + calls + boards > 0 && (
        <Button variant="light" color="red" onClick={() => setAsking(true)}>
          {t("retention.sweep")}
        </Button>
      )}
      {asking && (
        <Confirm
          title={t("retention.sweep")}
          question={t("retention.sweep.ask")}
          action={sweep}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

function Holds({ holds }: Pick<State, "holds">) {
  const list = useRef<HTMLElement>(null);
  const begin = () => list.current?.querySelector("input")?.focus();
  return (
    <section className="card stack" ref={list}>
      <h2>{t("hold.title")}</h2>
      <p className="secondary">{t("hold.lead")}</p>
      <p className="secondary">{t("hold.lead.more")}</p>
      {holds.length === 0 && (
        <Empty text={t("hold.none")} way={{ label: t("hold.none.way"), onPress: begin }} />
      )}
      {holds.map((hold) => (
        <HoldLine key={hold.id} hold={hold} />
      ))}
      <NewHold />
    </section>
  );
}

function HoldLine({ hold }: { hold: State["holds"][number] }) {
  const session = useSession();
  useSignal(session.people.byId);
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { id, kind, subject, reason, placedBy, placedAt } = hold;
  const release = async () => {
    await call(api.admin.retention.holds[":id"].$delete({ param: { id } }));
    await queries.invalidateQueries({ queryKey: retentionKey });
  };
  const placed = { reason, name: session.people.nameOf(placedBy), when: momentOf(placedAt) };
  return (
    <div className="line-item">
      <div className="who">
        <p className="truncate">
          {kind === "person" ? session.people.nameOf(subject) : t("hold.of.space", { id: subject })}
        </p>
        <p className="secondary">{t("hold.placed", placed)}</p>
      </div>
      <Button variant="default" size="compact-sm" onClick={() => setAsking(true)}>
        {t("hold.release")}
      </Button>
      {asking && (
        <Confirm
          title={t("hold.release")}
          question={t("hold.release.ask")}
          action={release}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

/** A person is picked; a space is named by its address, since its title is encrypted. */
function NewHold() {
  const session = useSession();
  const queries = useQueryClient();
  const [person, setPerson] = useState<{ id: string; name: string }>();
  const place = useAction(
    useCallback(
      async (fields: FormData) => {
        const address = String(fields.get("space") ?? "");
        const space = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(address)?.[0] ?? address;
        const json = person
          ? { kind: "person" as const, subject: person.id, reason: String(fields.get("reason")) }
          : { kind: "space" as const, subject: space, reason: String(fields.get("reason")) };
        await call(api.admin.retention.holds.$post({ json }));
        setPerson(undefined);
        await queries.invalidateQueries({ queryKey: retentionKey });
      },
      [queries, person],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void place.run(new FormData(event.currentTarget));
  };
  return (
    <form className="stack" onSubmit={submit}>
      <PeoplePicker
        label={t("hold.person")}
        exclude={[]}
        onPick={(picked) => {
          session.people.keep([picked]);
          setPerson(picked);
        }}
      />
      {person ? (
        <p className="tag">{person.name}</p>
      ) : (
        <TextInput name="space" label={t("hold.space")} description={t("hold.space.help")} />
      )}
      <TextInput name="reason" label={t("hold.reason")} required maxLength={500} />
      <Problem error={place.error} />
      <div>
        <Button type="submit" variant="default" loading={place.running}>
          {t("hold.place")}
        </Button>
      </div>
    </form>
  );
}
