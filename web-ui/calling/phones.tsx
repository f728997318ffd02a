/** The person's own telephones. */
import "../text/calls.ts";
import "../text/phones.ts";
import { Button } from "@mantine/core";
import { IconPlus, IconQrcode } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, useCallback, useState } from "react";
import { api, call } from "../api/client.ts";
import { lazily } from "../parts/lazily.ts";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { AddPhone, type NewPhone } from "./credentials.tsx";
import { useOwnPhones } from "./own-phones.ts";
import { PhoneLine } from "./phone-line.tsx";
import { WaitingCodes } from "./waiting-codes.tsx";

const PhoneCode = lazily(async () => ({ default: (await import("./phone-code.tsx")).PhoneCode }));
const PhoneSetup = lazily(async () => ({ default: (await import("./phone-setup.tsx")).PhoneSetup }));

export const useDevices = () =>
  useQuery({
    queryKey: ["devices"],
    queryFn: async () => (await call(api.calling.devices.$get())).devices,
    refetchInterval: 10_000, // phones come and go, and may be refused
  });

export function Phones() {
  const queries = useQueryClient();
  const [adding, setAdding] = useState<"code" | "by-hand">();
  /** The telephone whose keys are being set. */
  const [setting, setSetting] = useState<string>();
  const devices = useDevices();
  const own = useOwnPhones();
  const setPhone = own.data?.phones.find(({ deviceId }) => deviceId === setting);
  const nameOf = (device: string | undefined) => devices.data?.find(({ id }) => id === device)?.name;
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
      <Problem error={devices.error ?? own.error ?? remove.error ?? allowPlain.error} />
      {devices.data?.map((device) => (
        <PhoneLine
          key={device.id}
          phone={device}
          setUp={own.data?.phones.find(({ deviceId }) => deviceId === device.id)}
          onSetUp={() => setSetting(device.id)}
          onAllowPlain={(plain) => void allowPlain.run({ id: device.id, plain })}
          onRemove={() => void remove.run(device.id)}
        />
      ))}
      <WaitingCodes codes={own.data?.codes ?? []} />
      <div className="card-actions">
        <Button leftSection={<IconQrcode size={16} />} onClick={() => setAdding("code")}>
          {t("phones.setup")}
        </Button>
        <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setAdding("by-hand")}>
          {t("calls.phone.add")}
        </Button>
      </div>
      {adding === "by-hand" && <AddPhone add={add} onClose={() => setAdding(undefined)} />}
      <Suspense>
        {adding === "code" && <PhoneCode nameOf={nameOf} onClose={() => setAdding(undefined)} />}
        {setPhone && (
          <PhoneSetup name={nameOf(setting) ?? ""} phone={setPhone} onClose={() => setSetting(undefined)} />
        )}
      </Suspense>
    </section>
  );
}
