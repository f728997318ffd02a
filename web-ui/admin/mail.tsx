/** Whether e-mails go out, why not, and a test message. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useState } from "react";
import type { MailServerView, MailState } from "../../appliance/platform/index.ts";
import { ApiError, api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useMayChange, useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { locales, momentOf, seriesOf, t } from "../text/index.ts";
import { bestLocale } from "../text/locales.ts";
import { mailKey } from "./mail-key.ts";
import { MailServerEditor } from "./mail-server.tsx";

export function MailPage() {
  const mayChange = useMayChange();
  const found = useQuery({
    queryKey: mailKey,
    queryFn: () => call(api.admin.mail.$get()),
    refetchInterval: 5000,
  });
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return null;
  const { mail, server } = found.data;
  if (mail.server === undefined) return <NoServer server={server} />;
  return (
    <>
      <Standing mail={mail} named={mail.server} server={server} />
      {mayChange && <LetterLanguage />}
      {mayChange && <TestMessage />}
      {mail.givenUp.length > 0 && <Refused givenUp={mail.givenUp} />}
    </>
  );
}

function NoServer({ server }: { server: MailServerView }) {
  return (
    <section className="card stack">
      <h2>{t("mail.off")}</h2>
      <p className="secondary">{t("mail.off.help")}</p>
      <ChangeServer server={server} label={t("mail.set")} />
    </section>
  );
}

function ChangeServer({ server, label }: { server: MailServerView; label: string }) {
  const mayChange = useMayChange();
  const [open, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  if (!mayChange) return null;
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && <MailServerEditor server={server} onClose={close} />}
    </>
  );
}

const languageKey = ["admin", "language"];

function LetterLanguage() {
  const queries = useQueryClient();
  const found = useQuery({ queryKey: languageKey, queryFn: () => call(api.admin.language.$get()) });
  const change = useAction(
    useCallback(
      async (language: string) => {
        queries.setQueryData(languageKey, await call(api.admin.language.$put({ json: { language } })));
      },
      [queries],
    ),
  );
  return (
    <section className="card stack">
      <h2>{t("mail.language")}</h2>
      <Problem error={found.error ?? change.error} />
      {found.data && (
        <NativeSelect
          aria-label={t("mail.language")}
          description={t("mail.language.help")}
          value={bestLocale([found.data.language]).tag}
          onChange={({ currentTarget }) => void change.run(currentTarget.value)}
          data={locales.map(({ tag, name }) => ({ value: tag, label: name }))}
        />
      )}
    </section>
  );
}

function Standing(props: { mail: MailState; named: string; server: MailServerView }) {
  const queries = useQueryClient();
  const mayChange = useMayChange();
  const retry = useAction(
    useCallback(async () => {
      queries.setQueryData(mailKey, await call(api.admin.mail.retry.$post()));
    }, [queries]),
  );
  const { from, security, waiting, trouble, lastSentAt } = props.mail;
  return (
    <section className="card stack">
      <div className="section-head">
        <h2>{t("mail.server")}</h2>
        <ChangeServer server={props.server} label={t("mail.change")} />
      </div>
      <div className="line-item">
        <div className="who">
          <p>{t("mail.through", { server: props.named, from })}</p>
          <p className="secondary">
            {[
              t(`mail.security.${security}`),
              lastSentAt ? t("mail.sent", { when: momentOf(lastSentAt) }) : t("mail.sent.never"),
              t("mail.waiting", { count: waiting }),
            ].join(" · ")}
          </p>
        </div>
        <span className={`tag ${trouble === "" ? "good" : "bad"}`}>
          {t(trouble === "" ? "health.well" : "health.failed")}
        </span>
      </div>
      {trouble !== "" && (
        <p className="notice" role="status">
          {t("mail.trouble", { reason: trouble })}
        </p>
      )}
      <Problem error={retry.error} />
      {mayChange && waiting > 0 && (
        <Button variant="default" loading={retry.running} onClick={() => void retry.run()}>
          {t("mail.retry")}
        </Button>
      )}
    </section>
  );
}

function TestMessage() {
  const { email } = useSession().me.person;
  const [sent, setSent] = useState<string>();
  const send = useAction(
    useCallback(async (to: string) => {
      setSent(undefined);
      await call(api.admin.mail.test.$post({ json: { to } }));
      setSent(to);
    }, []),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void send.run(String(new FormData(event.currentTarget).get("to")));
  };
  const reason = send.error instanceof ApiError ? send.error.details.reason : undefined;
  return (
    <section className="card stack">
      <h2>{t("mail.test")}</h2>
      <form className="field-line" onSubmit={submit}>
        <TextInput name="to" type="email" label={t("mail.test.to")} defaultValue={email} required />
        <Button type="submit" loading={send.running}>
          {t("mail.test.send")}
        </Button>
      </form>
      {sent && <p role="status">{t("mail.test.sent", { to: sent })}</p>}
      <Problem error={send.error} />
      {typeof reason === "string" && <p className="secondary">{t("mail.trouble", { reason })}</p>}
    </section>
  );
}

function Refused({ givenUp }: Pick<MailState, "givenUp">) {
  return (
    <section className="card">
      <h2>{t("mail.refused")}</h2>
      <p className="secondary">{t("mail.refused.lead")}</p>
      {givenUp.map(({ id, recipient, purpose, at, error }) => (
        <div key={id} className="line-item">
          <div className="who">
            <p className="truncate">{recipient}</p>
            <p className="secondary">
              {seriesOf([t(`mail.purpose.${purpose}`), momentOf(at)])}: {error}
            </p>
          </div>
        </div>
      ))}
    </section>
  );
}
