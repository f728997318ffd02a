/** Where the house's networks are, for those who come to help. */
import { Textarea, TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import type { EmergencyLocation } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { t } from "../../text/index.ts";
import { Row, Section } from "../section.tsx";
import { Editor, textOf } from "./editor.tsx";

export function Locations({ locations }: { locations: readonly EmergencyLocation[] }) {
  const [open, setOpen] = useState<EmergencyLocation | "new">();
  const close = useCallback(() => setOpen(undefined), []);
  return (
    <Section
      title={t("telephony.locations")}
      lead={t("telephony.locations.lead")}
      add="telephony.locations.add"
      empty={locations.length === 0}
      onAdd={() => setOpen("new")}
    >
      {locations.map((location) => (
        <Row
          key={location.id}
          title={location.name}
          detail={location.networks.join(", ")}
          onOpen={() => setOpen(location)}
        />
      ))}
      {open && <LocationEditor location={open === "new" ? undefined : open} onClose={close} />}
    </Section>
  );
}

function LocationEditor({
  location,
  onClose,
}: {
  location: EmergencyLocation | undefined;
  onClose: () => void;
}) {
  const save = (fields: FormData) => {
    const json = {
      name: String(fields.get("name")),
      networks: String(fields.get("networks"))
        .split(/[\s,;]+/)
        .filter((network) => network !== ""),
      address: {
        country: String(fields.get("country")),
        state: textOf(fields, "state"),
        city: String(fields.get("city")),
        postcode: textOf(fields, "postcode"),
        street: String(fields.get("street")),
        houseNumber: textOf(fields, "houseNumber"),
        floor: textOf(fields, "floor"),
        room: textOf(fields, "room"),
        details: textOf(fields, "details"),
      },
      spoken: textOf(fields, "spoken"),
    };
    return location
      ? call(api.admin.calling.locations[":id"].$put({ param: { id: location.id }, json }))
      : call(api.admin.calling.locations.$post({ json }));
  };
  const { address } = location ?? {};
  return (
    <Editor
      title={location?.name ?? t("telephony.locations.add")}
      onClose={onClose}
      save={save}
      {...(location && {
        remove: () => call(api.admin.calling.locations[":id"].$delete({ param: { id: location.id } })),
      })}
    >
      <TextInput
        name="name"
        label={t("telephony.name")}
        defaultValue={location?.name}
        required
        data-autofocus
      />
      <Textarea
        name="networks"
        label={t("telephony.location.networks")}
        description={t("telephony.location.networks.lead")}
        defaultValue={location?.networks.join(", ")}
        autosize
        required
      />
      <div className="fields">
        <TextInput
          name="street"
          label={t("telephony.location.street")}
          defaultValue={address?.street}
          required
        />
        <TextInput
          name="houseNumber"
          label={t("telephony.location.house")}
          defaultValue={address?.houseNumber ?? ""}
        />
      </div>
      <div className="fields">
        <TextInput name="floor" label={t("telephony.location.floor")} defaultValue={address?.floor ?? ""} />
        <TextInput name="room" label={t("telephony.location.room")} defaultValue={address?.room ?? ""} />
      </div>
      <TextInput
        name="details"
        label={t("telephony.location.details")}
        defaultValue={address?.details ?? ""}
      />
      <div className="fields">
        <TextInput
          name="postcode"
          label={t("telephony.location.postcode")}
          defaultValue={address?.postcode ?? ""}
        />
        <TextInput name="city" label={t("telephony.location.city")} defaultValue={address?.city} required />
      </div>
      <div className="fields">
        <TextInput name="state" label={t("telephony.location.state")} defaultValue={address?.state ?? ""} />
        <TextInput
          name="country"
          label={t("telephony.location.country")}
          defaultValue={address?.country}
          maxLength={2}
          required
        />
      </div>
      <TextInput
        name="spoken"
        label={t("telephony.location.spoken")}
        description={t("telephony.location.spoken.lead")}
        defaultValue={location?.spoken ?? ""}
      />
    </Editor>
  );
}
