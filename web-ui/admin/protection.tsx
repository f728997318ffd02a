/** How much may come from where, who was made to wait lately, and which addresses are kept out. */
import { useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { momentOf, numberOf, t } from "../text/index.ts";

export function ProtectionPage() {
  const session = useSession();
  const found = useQuery({
    queryKey: ["admin", "protection"],
    queryFn: async () => {
      const [{ limits }, { bans }] = await Promise.all([
        call(api.admin.protection.$get()),
        call(api.admin.registrations.$get()),
      ]);
      return { limits, bans };
    },
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
                <p className="truncate">{kind === "http-person" ? session.people.nameOf(key) : key}</p>
                <p className="secondary">{t("protection.refused", { count, when: momentOf(at) })}</p>
              </div>
            </div>
          ))}
        </section>
      ))}
      {bans.map(({ address, until }) => (
        <p key={address} className="notice">
          {t("admin.devices.ban", { address, when: momentOf(until) })}
        </p>
      ))}
    </>
  );
}
