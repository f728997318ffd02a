/** Trunks: the ways out of the house, and whether they stand. */
import { NativeSelect, NumberInput, PasswordInput, Switch, Textarea, TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import type { TrunkState, TrunkView } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { seriesOf, t } from "../../text/index.ts";
import { Row, Section } from "../section.tsx";
import { Editor, textOf } from "./editor.tsx";
import { TrunkTest } from "./trunk-test.tsx";
import { Verification } from "./verification.tsx";

const transports = ["UDP", "TCP", "TLS"] as const;

export function Trunks(props: { trunks: readonly TrunkView[]; emergencyNumbers: readonly string[] }) {
  const [open, setOpen] = useState<TrunkView | "new">();
  const close = useCallback(() => setOpen(undefined), []);
  return (
    <Section
      title={t("telephony.trunks")}
      lead={t("telephony.trunks.lead", { numbers: seriesOf(props.emergencyNumbers) })}
      add="telephony.trunks.add"
      empty={props.trunks.length === 0}
      onAdd={() => setOpen("new")}
    >
      {props.trunks.length === 0 && <p className="notice">{t("telephony.trunks.none")}</p>}
      {props.trunks.map((trunk) => (
        <Row
          key={trunk.id}
          title={trunk.name}
          detail={`${trunk.definition.transport} ${trunk.definition.host}`}
          state={<State state={trunk.state} enabled={trunk.definition.enabled} />}
          onOpen={() => setOpen(trunk)}
        />
      ))}
      {open && <TrunkEditor trunk={open === "new" ? undefined : open} onClose={close} />}
    </Section>
  );
}

function State({ state, enabled }: { state: TrunkState; enabled: boolean }) {
  if (!enabled) return <span className="tag quiet">{t("telephony.trunk.off")}</span>;
  if (state.kind === "up") return <span className="tag good">{t("telephony.trunk.up")}</span>;
  if (state.kind === "unknown") return <span className="tag quiet">{t("telephony.trunk.unknown")}</span>;
  return <span className="tag bad">{t("telephony.trunk.down", { status: state.status })}</span>;
}

function TrunkEditor({ trunk, onClose }: { trunk: TrunkView | undefined; onClose: () => void }) {
  const own = trunk?.definition;
  const save = (fields: FormData) => {
    const password = textOf(fields, "password");
    const json = {
      name: String(fields.get("name")),
      priority: Number(fields.get("priority")),
      definition: {
        host: String(fields.get("host")).trim(),
        port: Number(fields.get("port")),
        transport: transports.find((known) => known === fields.get("transport")) ?? "UDP",
        registers: fields.get("registers") === "on",
        username: textOf(fields, "username") ?? "",
        callerId: textOf(fields, "callerId"),
        takesLocation: fields.get("takesLocation") === "on",
        enabled: fields.get("enabled") === "on",
        verify: fields.get("verify") === "on",
        authority: textOf(fields, "authority"),
        peers: (textOf(fields, "peers") ?? "").split(/[\s,;]+/).filter(Boolean),
      },
      ...(password !== null && { password }),
    };
    return trunk
      ? call(api.admin.calling.trunks[":id"].$put({ param: { id: trunk.id }, json }))
      : call(api.admin.calling.trunks.$post({ json }));
  };
  const remove = trunk && (() => call(api.admin.calling.trunks[":id"].$delete({ param: { id: trunk.id } })));
  return (
    <Editor
      title={trunk?.name ?? t("telephony.trunks.add")}
      onClose={onClose}
      save={save}
      {...(remove && { remove })}
    >
      <TextInput name="name" label={t("telephony.name")} defaultValue={trunk?.name} required data-autofocus />
      <TextInput name="host" label={t("telephony.trunk.host")} defaultValue={own?.host} required />
      <div className="fields">
        <NumberInput
          name="port"
          label={t("telephony.trunk.port")}
          description={t("telephony.trunk.port.lead")}
          min={0}
          max={65535}
          defaultValue={own?.port ?? 0}
        />
        <NativeSelect
          name="transport"
          label={t("telephony.trunk.transport")}
          description={t("telephony.trunk.transport.lead")}
          defaultValue={own?.transport}
          data={[...transports]}
        />
        <NumberInput
          name="priority"
          label={t("telephony.trunk.priority")}
          description={t("telephony.trunk.priority.lead")}
          min={1}
          max={100}
          defaultValue={trunk?.priority ?? 10}
        />
      </div>
      <Switch
        name="registers"
        label={t("telephony.trunk.registers")}
        defaultChecked={own?.registers ?? true}
      />
      <div className="fields">
        <TextInput
          name="username"
          label={t("telephony.trunk.username")}
          autoComplete="off"
          defaultValue={own?.username}
        />
        <PasswordInput
          name="password"
          label={t("telephony.trunk.password")}
          autoComplete="new-password"
          placeholder={trunk?.hasPassword ? t("telephony.trunk.password.kept") : ""}
        />
      </div>
      <TextInput
        name="callerId"
        label={t("telephony.trunk.callerid")}
        placeholder="+14155550100"
        defaultValue={own?.callerId ?? ""}
      />
      <Textarea
        name="peers"
        label={t("telephony.trunk.peers")}
        description={t("telephony.trunk.peers.lead")}
        placeholder="192.0.2.10, 192.0.2.11"
        autosize
        defaultValue={own?.peers.join(", ") ?? ""}
      />
      <Verification verify={own?.verify ?? true} authority={own?.authority ?? null} />
      <Switch
        name="takesLocation"
        label={t("telephony.trunk.location")}
        defaultChecked={own?.takesLocation ?? false}
      />
      <Switch name="enabled" label={t("telephony.trunk.enabled")} defaultChecked={own?.enabled ?? true} />
      {trunk && <TrunkTest id={trunk.id} />}
    </Editor>
  );
}
