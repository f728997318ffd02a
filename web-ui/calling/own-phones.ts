/** Telephones of one's own that load their settings from the house, and codes that wait for one. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { InferResponseType } from "hono/client";
import { useEffect } from "react";
import type { ProvisionedPhone } from "../../appliance/devices/index.ts";
import { api, call } from "../api/client.ts";
import { useSession } from "../parts/session-context.ts";

type OwnPhones = InferResponseType<typeof api.phones.$get>;

const key = ["own-phones"];

/** As they are now, also when a telephone has just taken what was set. */
export function useOwnPhones() {
  const session = useSession();
  const queries = useQueryClient();
  useEffect(
    () =>
      session.onEvent("phones.changed", () => {
        void queries.invalidateQueries({ queryKey: key });
        void queries.invalidateQueries({ queryKey: ["devices"] });
      }),
    [session, queries],
  );
  return useQuery({ queryKey: key, queryFn: () => call(api.phones.$get()) });
}

/** Puts in what the house has said of one, and asks anew: the telephone may have taken it before that answer came. */
export function useChangedPhone(): (phone: ProvisionedPhone) => Promise<void> {
  const queries = useQueryClient();
  return (changed) => {
    queries.setQueryData<OwnPhones>(
      key,
      (known) =>
        known && {
          ...known,
          phones: known.phones.map((phone) => (phone.deviceId === changed.deviceId ? changed : phone)),
        },
    );
    return queries.invalidateQueries({ queryKey: key });
  };
}
