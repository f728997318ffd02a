/** The person's mailbox: messages, the greeting, and the PIN for phones. */
import { Button, TextInput } from "@mantine/core";
import { IconPhone, IconPlayerPlay, IconPlayerStop, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useEffect, useState } from "react";
import type { Voicemail as Message } from "../../appliance/calling/index.ts";
import { api, call } from "../api/client.ts";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { lengthOf, momentOf, t } from "../text/index.ts";
import { useDial } from "./dial-with.ts";
import { Sound } from "./sound.tsx";
import { SoundEditor } from "./sound-editor.tsx";

const key = ["voicemail"];

export function useVoicemail() {
  const session = useSession();
  const queries = useQueryClient();
  useEffect(
    () => session.onEvent("voicemail.changed", () => void queries.invalidateQueries({ queryKey: key })),
    [session, queries],
  );
  return useQuery({ queryKey: key, queryFn: () => call(api.calling.voicemail.$get()) });
}

export function Voicemail() {
  const voicemail = useVoicemail();
  if (voicemail.error) return <Problem error={voicemail.error} onRetry={() => void voicemail.refetch()} />;
  if (!voicemail.data) return null;
  const { messages, hasPin } = voicemail.data;
  return (
    <>
      <section className="card">
        {messages.length === 0 ? (
          <Empty text={t("voicemail.none")} way={{ label: t("voicemail.none.way"), tab: "settings" }} />
        ) : (
          <p className="secondary">{t("voicemail.lead")}</p>
        )}
        {messages.map((message) => (
          <MessageRow key={message.id} message={message} />
        ))}
      </section>
      <Greeting />
      <Pin hasPin={hasPin} />
    </>
  );
}

function MessageRow({ message }: { message: Message }) {
  const dial = useDial();
  const [playing, setPlaying] = useState(false);
  const name = message.callerName || message.callerNumber;
  const hear = useAction(
    useCallback(async () => {
      setPlaying((before) => !before);
      if (!message.heard)
        await call(api.calling.voicemail[":id"].$patch({ param: { id: message.id }, json: { heard: true } }));
    }, [message.id, message.heard]),
  );
  const remove = useAction(
    useCallback(async () => {
      await call(api.calling.voicemail[":id"].$delete({ param: { id: message.id } }));
    }, [message.id]),
  );
  return (
    <div className="voicemail">
      <div className="line-item">
        <button
          type="button"
          className="icon-button"
          aria-label={t("voicemail.play", { name })}
          aria-pressed={playing}
          onClick={() => void hear.run()}
        >
          {playing ? <IconPlayerStop size={20} /> : <IconPlayerPlay size={20} />}
        </button>
        <div className="who">
          <p className={message.heard ? "truncate" : "truncate strong"}>{name}</p>
          <p className="secondary number truncate">
            {name !== message.callerNumber && `${message.callerNumber} · `}
            {lengthOf(message.duration)}
          </p>
        </div>
        {!message.heard && <span className="tag good wide-only">{t("voicemail.new")}</span>}
        <span className="secondary number">{momentOf(message.at)}</span>
        <button
          type="button"
          className="icon-button"
          aria-label={t("voicemail.call", { name })}
          disabled={!dial || message.callerNumber === ""}
          onClick={() => void dial?.(message.callerNumber, name)}
        >
          <IconPhone size={18} />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={t("voicemail.delete", { name })}
          onClick={() => void remove.run()}
        >
          <IconTrash size={18} />
        </button>
      </div>
      {playing && <Sound autoPlay src={`/app/calling/voicemail/${message.id}/sound`} />}
      <Problem error={hear.error ?? remove.error} />
    </div>
  );
}

function Greeting() {
  return (
    <section className="card">
      <h2>{t("voicemail.greeting")}</h2>
      <SoundEditor
        src="/app/calling/voicemail/greeting"
        texts={{
          own: t("voicemail.greeting.own"),
          standard: t("voicemail.greeting.standard"),
          record: t("voicemail.greeting.record"),
          stop: t("voicemail.greeting.stop"),
          remove: t("voicemail.greeting.remove"),
        }}
      />
    </section>
  );
}

function Pin({ hasPin }: { hasPin: boolean }) {
  const queries = useQueryClient();
  const set = useAction(
    useCallback(
      async (pin: string | null) => {
        await call(api.calling.voicemail.pin.$put({ json: { pin } }));
        await queries.invalidateQueries({ queryKey: key });
      },
      [queries],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    void set.run(String(new FormData(form).get("pin"))).then(() => form.reset());
  };
  return (
    <section className="card">
      <h2>{t("voicemail.pin")}</h2>
      <p className="secondary">{t("voicemail.pin.lead")}</p>
      <form className="dial" onSubmit={submit}>
        <TextInput
          name="pin"
          type="password"
          inputMode="numeric"
          autoComplete="off"
          pattern="\d{4,12}"
          required
          aria-label={t("voicemail.pin")}
        />
        <Button type="submit" variant="default" loading={set.running}>
          {t("voicemail.pin.save")}
        </Button>
        {hasPin && (
          <Button variant="subtle" onClick={() => void set.run(null)}>
            {t("voicemail.pin.remove")}
          </Button>
        )}
      </form>
      <Problem error={set.error} />
    </section>
  );
}
