/** Phones and browsers that are registered now, and the sources that were locked out. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { InferResponseType } from "hono/client";
import { useCallback } from "react";
import { api, call } from "../api/client.ts";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { useMayChange } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { momentOf, t } from "../text/index.ts";

type Registered = InferResponseType<typeof api.admin.registrations.$get>["registrations"][number];

export function DevicesPage() {
  const queries = useQueryClient();
  const mayChange = useMayChange();
  const devices = useQuery({
    queryKey: ["admin", "registrations"],
    queryFn: () => call(api.admin.registrations.$get()),
    refetchInterval: 5000,
  });
  const allowPlain = useAction(
    useCallback(
      async ({ id, plain }: { id: string; plain: boolean }) => {
        await call(api.admin.calling.devices[":id"].$patch({ param: { id }, json: { plain } }));
        await queries.invalidateQueries({ queryKey: ["admin", "registrations"] });
      },
      [queries],
    ),
  );
  if (devices.error) return <Problem error={devices.error} onRetry={() => void devices.refetch()} />;
  if (!devices.data) return null;
  const { registrations, refused, bans } = devices.data;
  return (
    <>
      <Problem error={allowPlain.error} />
      {refused.length > 0 && (
        <div className="card">
          {refused.map((each) => (
            <div key={each.deviceId} className="line-item">
              <div className="who">
                <p>
                  {each.device} ({each.person}) <span className="tag bad">{t("admin.devices.refused")}</span>
                </p>
                <p className="secondary">
                  {t("admin.devices.refused.why", { address: each.address, when: momentOf(each.at) })}
                </p>
                {mayChange && (
                  <Button
                    mt="xs"
                    variant="default"
                    size="compact-sm"
                    onClick={() => void allowPlain.run({ id: each.deviceId, plain: true })}
                  >
                    {t("admin.devices.refused.allow")}
                  </Button>
                )}
              </div>
            </div>
          ))}
        </div>
      )}
      {registrations.length === 0 && (
        <Empty text={t("admin.devices.none")} way={{ label: t("admin.devices.none.way"), tab: "settings" }} />
      )}
      {registrations.length > 0 && (
        <Registrations all={registrations} onEncrypt={(id) => void allowPlain.run({ id, plain: false })} />
      )}
      {bans.map((ban) => (
        <p key={ban.address} className="notice">
          {t("admin.devices.ban", { address: ban.address, when: momentOf(ban.until) })}
        </p>
      ))}
    </>
  );
}

function Registrations(props: { all: readonly Registered[]; onEncrypt: (device: string) => void }) {
  const mayChange = useMayChange();
  return (
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
          {props.all.map((each) => (
            <tr key={`${each.person} ${each.device} ${each.address} ${each.expiresAt}`}>
              <td>{each.person}</td>
              <td>
                {each.device || t("admin.devices.browser")}
                <p className="secondary truncate">{each.userAgent}</p>
                {!each.encrypted && <span className="tag">{t("admin.devices.unencrypted")}</span>}
                {mayChange && !each.encrypted && each.deviceId && (
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    onClick={() => props.onEncrypt(each.deviceId ?? "")}
                  >
                    {t("admin.devices.encrypt")}
                  </Button>
                )}
              </td>
              <td>{each.transport}</td>
              <td className="number">{each.address}</td>
              <td className="number">{momentOf(each.expiresAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
