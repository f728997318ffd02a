/** Outbound routes: which numbers go over which trunks, in which order. */
import { MultiSelect, Switch, Textarea, TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import type { OutboundRoute, TrunkView } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { seriesOf, t } from "../../text/index.ts";
import { Row, Section } from "../section.tsx";
import { Editor, textOf } from "./editor.tsx";

const kinds = ["service", "national", "international"] as const;

const isKind = (destination: string): destination is (typeof kinds)[number] =>
  kinds.some((kind) => kind === destination);

const destinationName = (destination: string): string =>
  isKind(destination) ? t(`telephony.route.kind.${destination}`) : destination;

interface RoutesProps {
  routes: readonly OutboundRoute[];
  trunks: readonly TrunkView[];
}

export function Routes({ routes, trunks }: RoutesProps) {
  const [open, setOpen] = useState<OutboundRoute | "new">();
  const close = useCallback(() => setOpen(undefined), []);
  if (trunks.length === 0) return null; // there is nothing to choose from
  const namesOf = ({ trunks: ids, thenOthers }: OutboundRoute) => [
    ...ids.flatMap((id) => trunks.find((trunk) => trunk.id === id)?.name ?? []),
    ...(thenOthers ? [t("telephony.route.others")] : []),
  ];
  return (
    <Section
      title={t("telephony.routes")}
      lead={t("telephony.routes.lead")}
      add="telephony.routes.add"
      empty={routes.length === 0}
      onAdd={() => setOpen("new")}
    >
      {routes.map((route) => (
        <Row
          key={route.id}
          title={`${route.name}: ${seriesOf(route.destinations.map(destinationName))}`}
          detail={namesOf(route).join(" → ")}
          state={namesOf(route).length === 0 && <span className="tag bad">{t("telephony.route.none")}</span>}
          onOpen={() => setOpen(route)}
        />
      ))}
      {open && <RouteEditor route={open === "new" ? undefined : open} trunks={trunks} onClose={close} />}
    </Section>
  );
}

function RouteEditor(props: {
  route: OutboundRoute | undefined;
  trunks: readonly TrunkView[];
  onClose: () => void;
}) {
  const { route, trunks, onClose } = props;
  const known = (route?.trunks ?? []).filter((id) => trunks.some((trunk) => trunk.id === id));
  const [chosen, setChosen] = useState(known);
  const [ofKind, setOfKind] = useState<string[]>(route?.destinations.filter(isKind) ?? []);
  const save = (fields: FormData) => {
    const beginnings = (textOf(fields, "beginnings") ?? "").split(/[\s,;]+/).filter(Boolean);
    const json = {
      name: String(fields.get("name")),
      destinations: [...beginnings, ...ofKind.filter(isKind)],
      trunks: chosen,
      thenOthers: fields.get("thenOthers") === "on",
    };
    return route
      ? call(
          api.admin.calling.routes[":id"].$put({
            param: { id: route.id },
            json: { ...json, version: route.version },
          }),
        )
      : call(api.admin.calling.routes.$post({ json }));
  };
  const remove = route && (() => call(api.admin.calling.routes[":id"].$delete({ param: { id: route.id } })));
  return (
    <Editor
      title={route?.name ?? t("telephony.routes.add")}
      onClose={onClose}
      save={save}
      complete={chosen.length > 0}
      {...(remove && { remove })}
    >
      <TextInput
        name="name"
        label={t("telephony.name")}
        placeholder={t("telephony.route.name.example")}
        defaultValue={route?.name}
        required
        data-autofocus
      />
      <Textarea
        name="beginnings"
        label={t("telephony.route.beginnings")}
        description={t("telephony.route.beginnings.lead")}
        placeholder="+33, +32"
        autosize
        defaultValue={route?.destinations.filter((one) => !isKind(one)).join(", ") ?? ""}
      />
      <MultiSelect
        label={t("telephony.route.kinds")}
        data={kinds.map((kind) => ({ value: kind, label: destinationName(kind) }))}
        value={ofKind}
        onChange={setOfKind}
      />
      <MultiSelect
        label={t("telephony.route.trunks")}
        description={t("telephony.route.trunks.lead")}
        data={trunks.map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen}
        onChange={setChosen}
      />
      <Switch
        name="thenOthers"
        label={t("telephony.route.then")}
        defaultChecked={route?.thenOthers ?? true}
      />
    </Editor>
  );
}
