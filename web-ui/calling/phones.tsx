/** The person's own telephones. */
import "../text/calls.ts";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { AddPhone, type NewPhone } from "./credentials.tsx";
import { PhoneLine } from "./phone-line.tsx";

export const useDevices = () =>
  useQuery({
    queryKey: ["devices"],
    queryFn: async () => (await call(api.calling.devices.$get())).devices,
    refetchInterval: 10_000, // phones come and go, and may be refused
  });

export function Phones() {
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const devices = useDevices();
  const refresh = useCallback(() => queries.invalidateQueries({ queryKey: ["devices"] }), [queries]);
  const add = useCallback(
    async (json: NewPhone) => {
      const made = await call(api.calling.devices.$post({ json }));
      await refresh();
      return made;
    },
    [refresh],
  );
  const allowPlain = useAction(
    useCallback(
      async ({ id, plain }: { id: string; plain: boolean }) => {
        await call(api.calling.devices[":id"].$patch({ param: { id }, json: { plain } }));
        await refresh();
      },
      [refresh],
    ),
  );
  const remove = useAction(
    useCallback(
      async (id: string) => {
        await call(api.calling.devices[":id"].$delete({ param: { id } }));
        await refresh();
      },
      [refresh],
    ),
  );
  return (
    <section className="card">
      <h2>{t("calls.phones")}</h2>
      <p className="secondary">{t("calls.phones.lead")}</p>
      <Problem error={devices.error ?? remove.error ?? allowPlain.error} />
      {devices.data?.map((device) => (
        <PhoneLine
          key={device.id}
          phone={device}
          onAllowPlain={(plain) => void allowPlain.run({ id: device.id, plain })}
          onRemove={() => void remove.run(device.id)}
        />
      ))}
      <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
        {t("calls.phone.add")}
      </Button>
      {adding && <AddPhone add={add} onClose={() => setAdding(false)} />}
    </section>
  );
}
