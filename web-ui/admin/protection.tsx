/** How much may come from where, who was made to wait lately, and which addresses are kept out. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useMayChange, usePeople } from "../parts/session-context.ts";
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
  const { limits, bans, names } = found.data;
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
      <KeptOut
        title={t("protection.bans")}
        all={bans.map(({ address, until }) => ({
          key: address,
          text: t("admin.devices.ban", { address, when: momentOf(until) }),
          lift: () => call(api.admin.protection.bans[":address"].$delete({ param: { address } })),
        }))}
      />
      <KeptOut
        title={t("protection.names")}
        all={names.map(({ address, name, telephone, until }) => ({
          key: `${address} ${name}`,
          text: t("protection.name", { name: telephone || name, address, when: momentOf(until) }),
          lift: () => call(api.admin.protection.names.$delete({ query: { address, name } })),
        }))}
      />
    </>
  );
}

interface Kept {
  key: string;
  text: string;
  lift: () => Promise<unknown>;
}

function KeptOut({ title, all }: { title: string; all: readonly Kept[] }) {
  const queries = useQueryClient();
  const mayChange = useMayChange();
  const lift = useAction(
    useCallback(
      async (kept: Kept) => {
        await kept.lift();
        await queries.invalidateQueries({ queryKey: protectionKey });
      },
      [queries],
    ),
  );
  if (all.length === 0) return null;
  return (
    <section className="card stack" aria-label={title}>
      <h2>{title}</h2>
      <Problem error={lift.error} />
      {all.map((kept) => (
        <div key={kept.key} className="line-item">
          <p className="who">{kept.text}</p>
          {mayChange && (
            <Button variant="default" size="compact-md" onClick={() => void lift.run(kept)}>
              {t("protection.lift")}
            </Button>
          )}
        </div>
      ))}
    </section>
  );
}
