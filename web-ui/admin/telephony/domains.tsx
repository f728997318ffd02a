/** Other domains that are called by address, and that call. */
import { Button, Switch, TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import type { DomainReport, DomainRule } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { Problem } from "../../parts/problem.tsx";
import { useAction } from "../../parts/use-action.ts";
import { seriesOf, t } from "../../text/index.ts";
import { Row, Section } from "../section.tsx";
import { Editor, textOf } from "./editor.tsx";
import { Verification } from "./verification.tsx";

export function Domains({ domains }: { domains: readonly DomainRule[] }) {
  const [open, setOpen] = useState<DomainRule | "new">();
  const close = useCallback(() => setOpen(undefined), []);
  return (
    <Section
      title={t("telephony.domains")}
      lead={t("telephony.domains.lead")}
      add="telephony.domains.add"
      empty={domains.length === 0}
      onAdd={() => setOpen("new")}
    >
      {domains.map((rule) => (
        <Row
          key={rule.domain}
          title={nameOf(rule)}
          detail={seriesOf([
            t(rule.outgoing ? "telephony.domain.out" : "telephony.domain.out.barred"),
            t(rule.incoming ? "telephony.domain.in" : "telephony.domain.in.barred"),
          ])}
          state={!rule.verify && <span className="tag bad">{t("telephony.domain.unverified")}</span>}
          onOpen={() => setOpen(rule)}
        />
      ))}
      {open && <DomainEditor rule={open === "new" ? undefined : open} onClose={close} />}
    </Section>
  );
}

const nameOf = ({ domain }: DomainRule): string => (domain === "*" ? t("telephony.domain.all") : domain);

function DomainEditor({ rule, onClose }: { rule: DomainRule | undefined; onClose: () => void }) {
  const general = rule?.domain === "*";
  const save = (fields: FormData) =>
    call(
      api.admin.calling.domains.$put({
        json: {
          domain: rule?.domain ?? String(fields.get("domain")),
          outgoing: fields.get("outgoing") === "on",
          incoming: fields.get("incoming") === "on",
          verify: fields.get("verify") === "on",
          authority: textOf(fields, "authority"),
        },
      }),
    );
  return (
    <Editor
      title={rule ? nameOf(rule) : t("telephony.domains.add")}
      onClose={onClose}
      save={save}
      {...(rule &&
        !general && {
          remove: () =>
            call(api.admin.calling.domains[":domain"].$delete({ param: { domain: rule.domain } })),
        })}
    >
      {!rule && (
        <TextInput
          name="domain"
          label={t("telephony.domain")}
          placeholder="example.com"
          required
          data-autofocus
        />
      )}
      <Switch
        name="outgoing"
        label={t("telephony.domain.outgoing")}
        defaultChecked={rule?.outgoing ?? true}
      />
      <Switch
        name="incoming"
        label={t("telephony.domain.calls.in")}
        description={t("telephony.domain.incoming.lead")}
        defaultChecked={rule?.incoming ?? true}
      />
      <Verification verify={rule?.verify ?? true} authority={rule?.authority ?? null} />
      {rule && !general && <Check domain={rule.domain} />}
    </Editor>
  );
}

function Check({ domain }: { domain: string }) {
  const [report, setReport] = useState<DomainReport>();
  const check = useAction(
    useCallback(
      async () =>
        setReport(await call(api.admin.calling.domains[":domain"].check.$post({ param: { domain } }))),
      [domain],
    ),
  );
  return (
    <div>
      <Button variant="default" loading={check.running} onClick={() => void check.run()}>
        {t("telephony.domain.check")}
      </Button>
      <Problem error={check.error} />
      {report && <p className="secondary">{wordsOf(report)}</p>}
    </div>
  );
}

function wordsOf({ problem, servers, connected, status }: DomainReport): string {
  if (problem === "no-server") return t("telephony.domain.no.server");
  if (problem === "no-connection") return t("telephony.domain.no.connection", { servers: seriesOf(servers) });
  return t("telephony.domain.answers", { server: connected ?? "", status: status ?? 0 });
}
