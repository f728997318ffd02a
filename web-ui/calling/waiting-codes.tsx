/** Codes that no telephone has come with yet. */
import "../text/phones.ts";
import { IconQrcode, IconTrash } from "@tabler/icons-react";
import { useCallback } from "react";
import type { OpenCode } from "../../appliance/devices/index.ts";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { dateOf, t } from "../text/index.ts";

export function WaitingCodes({ codes }: { codes: readonly OpenCode[] }) {
  const remove = useAction(
    useCallback(async (id: string) => {
      await call(api.phones.codes[":id"].$delete({ param: { id } })); // the list hears of it
    }, []),
  );
  const shown = codes.map(({ name, ...code }) => ({
    ...code,
    what: name ? t("phones.code.for", { name }) : t("phones.code.any"),
  }));
  return (
    <>
      <Problem error={remove.error} />
      {shown.map(({ id, what, expiresAt }) => (
        <div key={id} className="line-item">
          <IconQrcode size={20} />
          <div className="who">
            <p className="truncate">{what}</p>
            <p className="secondary truncate">{t("phones.code.until", { when: dateOf(expiresAt) })}</p>
          </div>
          <button
            type="button"
            className="icon-button"
            aria-label={`${t("phones.code.remove")}: ${what}`}
            onClick={() => void remove.run(id)}
          >
            <IconTrash size={18} />
          </button>
        </div>
      ))}
    </>
  );
}
