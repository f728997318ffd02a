/** Calls that wait at a slot, for whoever picks them up. */
import { Button } from "@mantine/core";
import { IconParking } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, call } from "../api/client.ts";
import { useSession } from "../parts/session-context.ts";
import { t } from "../text/index.ts";
import { useDial } from "./dial-with.ts";

export function ParkedCalls() {
  const session = useSession();
  const dial = useDial();
  const queries = useQueryClient();
  const parked = useQuery({
    queryKey: ["parked"],
    queryFn: async () => (await call(api.calling.parked.$get())).calls,
  });
  useEffect(
    () => session.onEvent("call.parked", () => void queries.invalidateQueries({ queryKey: ["parked"] })),
    [session, queries],
  );
  if (!parked.data?.length) return null;
  return (
    <section className="card">
      <h2>{t("parked.title")}</h2>
      {parked.data.map(({ slot, caller, parkedBy }) => (
        <div key={slot} className="line-item">
          <IconParking size={20} />
          <div className="who">
            <p className="truncate">{caller.name}</p>
            <p className="secondary">{t("parked.at", { slot, name: parkedBy?.name ?? "" })}</p>
          </div>
          <Button variant="default" disabled={!dial} onClick={() => void dial?.(slot, caller.name)}>
            {t("parked.fetch")}
          </Button>
        </div>
      ))}
    </section>
  );
}
