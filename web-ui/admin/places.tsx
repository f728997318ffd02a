/** Places: phones for whoever is there, and which numbers outside they may call. */
import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useState } from "react";
import type { Place } from "../../appliance/devices/index.ts";
import { useCommands } from "../actions/command-bus.ts";
import { api, call } from "../api/client.ts";
import { AddPhone, type NewPhone } from "../calling/credentials.tsx";
import { PhoneLine } from "../calling/phone-line.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";

const placesKey = ["admin", "places"];

function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(() => queries.invalidateQueries({ queryKey: placesKey }), [queries]);
}

export function PlacesPage() {
  const [adding, setAdding] = useState(false);
  useCommands({ "places.add": () => setAdding(true) });
  const found = useQuery({
    queryKey: placesKey,
    queryFn: async () => (await call(api.admin.places.$get())).places,
    refetchInterval: 5000, // phones come and go
  });
  return (
    <>
      <div className="toolbar">
        <p className="secondary">{t("places.lead")}</p>
        {found.data && found.data.length > 0 && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
            {t("places.add")}
          </Button>
        )}
      </div>
      <Problem error={found.error} onRetry={() => void found.refetch()} />
      {found.data?.length === 0 && (
        <Empty text={t("places.none")} way={{ label: t("places.add"), onPress: () => setAdding(true) }} />
      )}
      {found.data?.map((place) => (
        <PlaceCard key={place.id} place={place} />
      ))}
      {adding && <AddPlace onClose={() => setAdding(false)} />}
    </>
  );
}

function PlaceCard({ place }: { place: Place }) {
  const { id, name, extension, allowed, phones } = place;
  const refresh = useRefresh();
  const [open, setOpen] = useState<"edit" | "phone" | "remove">();
  const close = () => setOpen(undefined);
  const param = { id };
  const addPhone = useCallback(
    async (json: NewPhone) => {
      const made = await call(api.admin.places[":id"].phones.$post({ param: { id }, json }));
      await refresh();
      return made;
    },
    [id, refresh],
  );
  const removePhone = useAction(
    useCallback(
      async (phone: string) => {
        await call(api.admin.places[":id"].phones[":phone"].$delete({ param: { id, phone } }));
        await refresh();
      },
      [id, refresh],
    ),
  );
  const allowPlain = useAction(
    useCallback(
      async (phone: { id: string; plain: boolean }) => {
        const { id: device, plain } = phone;
        await call(api.admin.calling.devices[":id"].$patch({ param: { id: device }, json: { plain } }));
        await refresh();
      },
      [refresh],
    ),
  );
  const remove = async () => {
    await call(api.admin.places[":id"].$delete({ param }));
    await refresh();
  };
  return (
    <section className="card">
      <div className="card-head">
        <div className="who">
          <h2 className="truncate">{name}</h2>
          <p className="secondary">
            {[
              ...(extension === null ? [] : [t("people.extension", { extension })]),
              t("places.phones", { count: phones.length }),
            ].join(" · ")}
          </p>
        </div>
        <button
          type="button"
          className="icon-button"
          aria-label={t("places.edit", { name })}
          onClick={() => setOpen("edit")}
        >
          <IconPencil size={18} />
        </button>
      </div>
      {allowed.length > 0 && (
        <p className="secondary number">
          {t("places.allowed")}: {allowed.join(", ")}
        </p>
      )}
      <Problem error={removePhone.error ?? allowPlain.error} />
      {phones.map((phone) => (
        <PhoneLine
          key={phone.id}
          phone={phone}
          onAllowPlain={(plain) => void allowPlain.run({ id: phone.id, plain })}
          onRemove={() => void removePhone.run(phone.id)}
        />
      ))}
      <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setOpen("phone")}>
        {t("places.phone.add")}
      </Button>
      {open === "phone" && <AddPhone add={addPhone} onClose={close} />}
      {open === "edit" && <EditPlace place={place} onRemove={() => setOpen("remove")} onClose={close} />}
      {open === "remove" && (
        <Confirm
          title={t("places.remove")}
          question={t("places.remove.ask", { name })}
          action={remove}
          onClose={close}
        />
      )}
    </section>
  );
}

function AddPlace({ onClose }: { onClose: () => void }) {
  const refresh = useRefresh();
  const add = useAction(
    useCallback(
      async (name: string) => {
        await call(api.admin.places.$post({ json: { name } }));
        await refresh();
        onClose();
      },
      [refresh, onClose],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void add.run(String(new FormData(event.currentTarget).get("name")));
  };
  return (
    <Modal opened onClose={onClose} title={t("places.add")} centered>
      <form className="form" onSubmit={submit}>
        <TextInput
          name="name"
          label={t("places.name")}
          placeholder={t("places.name.example")}
          maxLength={60}
          required
          data-autofocus
          autoComplete="off"
        />
        <Problem error={add.error} />
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t("action.cancel")}
          </Button>
          <Button type="submit" loading={add.running}>
            {t("places.add")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function EditPlace(props: { place: Place; onRemove: () => void; onClose: () => void }) {
  const { place, onClose } = props;
  const refresh = useRefresh();
  const save = useAction(
    useCallback(
      async (json: { name: string; extension: string | null; allowed: string[] }) => {
        await call(api.admin.places[":id"].$patch({ param: { id: place.id }, json }));
        await refresh();
        onClose();
      },
      [place.id, refresh, onClose],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const textOf = (name: string) => String(fields.get(name) ?? "").trim();
    const allowed = textOf("allowed")
      .split(/[\n,;]+/)
      .map((line) => line.trim())
      .filter(Boolean);
    void save.run({ name: textOf("name"), extension: textOf("extension") || null, allowed });
  };
  return (
    <Modal opened onClose={onClose} title={place.name} centered>
      <form className="form" onSubmit={submit}>
        <TextInput name="name" label={t("places.name")} defaultValue={place.name} maxLength={60} required />
        <TextInput
          name="extension"
          label={t("admin.extension")}
          inputMode="numeric"
          defaultValue={place.extension ?? ""}
        />
        <Textarea
          name="allowed"
          label={t("places.allowed")}
          description={t("places.allowed.help")}
          defaultValue={place.allowed.join("\n")}
          autosize
          minRows={2}
        />
        <Problem error={save.error} />
        <div className="dialog-actions">
          <Button variant="subtle" color="red" onClick={props.onRemove}>
            {t("places.remove")}
          </Button>
          <Button type="submit" loading={save.running}>
            {t("action.save")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
