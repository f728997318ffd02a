/** How much may come from where, who was made to wait lately, and which addresses are kept out. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { usePeople } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { momentOf, numberOf, t } from "../text/index.ts";

const protectionKey = ["admin", "protection"];

export function ProtectionPage() {
  const people = usePeople();
  const found = useQuery({
    queryKey: protectionKey,
    queryFn: () => call(api.admin.protection.$get()),
    refetchInterval: 5000,
  });
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return null;
  const { limits, bans } = found.data;
  return (
    <>
      <section className="card secondary">{t("protection.lead")}</section>
      {limits.map(({ kind, burst, perSecond, refused }) => (
        <section key={kind} className="card stack" aria-label={t(`protection.${kind}`)}>
          <h2>{t(`protection.${kind}`)}</h2>
          <p className="secondary number">
            {perSecond === 0
              ? t("protection.none")
              : t("protection.limit", {
                  burst: numberOf(burst),
                  minute: numberOf(Math.round(perSecond * 60)),
                })}
          </p>
          {refused.length === 0 && <p className="secondary">{t("protection.nobody")}</p>}
          {refused.map(({ key, count, at }) => (
            <div key={key} className="line-item">
              <div className="who">
                <p className="truncate">{kind === "http-person" ? people.nameOf(key) : key}</p>
                <p className="secondary">{t("protection.refused", { count, when: momentOf(at) })}</p>
              </div>
            </div>
          ))}
        </section>
      ))}
      <Bans bans={bans} />
    </>
  );
}

function Bans({ bans }: { bans: readonly { address: string; until: number }[] }) {
  const queries = useQueryClient();
  const lift = useAction(
    useCallback(
      async (address: string) => {
        await call(api.admin.protection.bans[":address"].$delete({ param: { address } }));
        await queries.invalidateQueries({ queryKey: protectionKey });
      },
      [queries],
    ),
  );
  if (bans.length === 0) return null;
  return (
    <section className="card stack" aria-label={t("protection.bans")}>
      <h2>{t("protection.bans")}</h2>
      <Problem error={lift.error} />
      {bans.map(({ address, until }) => (
        <div key={address} className="line-item">
          <p className="who">{t("admin.devices.ban", { address, when: momentOf(until) })}</p>
          <Button variant="default" size="compact-md" onClick={() => void lift.run(address)}>
            {t("protection.lift")}
          </Button>
        </div>
      ))}
    </section>
  );
}
