/** Phones and browsers that are registered now, and the sources that were locked out. */
import { useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { momentOf, t } from "../text/index.ts";

export function DevicesPage() {
  const devices = useQuery({
    queryKey: ["admin", "registrations"],
    queryFn: () => call(api.admin.registrations.$get()),
    refetchInterval: 5000,
  });
  if (devices.error) return <Problem error={devices.error} onRetry={() => void devices.refetch()} />;
  if (!devices.data) return null;
  const { registrations, bans } = devices.data;
  if (registrations.length === 0)
    return (
      <div className="empty">
        <p>{t("admin.devices.none")}</p>
      </div>
    );
  return (
    <>
      <div className="table-frame">
        <table className="table">
          <thead>
            <tr>
              <th>{t("admin.name")}</th>
              <th>{t("admin.devices.device")}</th>
              <th>{t("admin.devices.transport")}</th>
              <th>{t("admin.devices.address")}</th>
              <th>{t("admin.devices.until")}</th>
            </tr>
          </thead>
          <tbody>
            {registrations.map((each) => (
              <tr key={`${each.person} ${each.device} ${each.address} ${each.expiresAt}`}>
                <td>{each.person}</td>
                <td>
                  {each.device || t("admin.devices.browser")}
                  <p className="secondary truncate">{each.userAgent}</p>
                </td>
                <td>{each.transport}</td>
                <td className="number">{each.address}</td>
                <td className="number">{momentOf(each.expiresAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {bans.map((ban) => (
        <p key={ban.address} className="notice">
          {t("admin.devices.ban", { address: ban.address, when: momentOf(ban.until) })}
        </p>
      ))}
    </>
  );
}
