/** What a telephone's keys switch, and which app opens telephone links of other pages. */
import { Button } from "@mantine/core";
import { IconLink } from "@tabler/icons-react";
import { useCallback } from "react";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";

const codes = [
  ["*78 / *79", "codes.dnd"],
  ["*72 / *73", "codes.always"],
  ["*90 / *91", "codes.busy"],
  ["*92 / *93", "codes.no-answer"],
  ["*94 / *95", "codes.offline"],
  ["*11", "codes.move"],
] as const;

export function PhoneLinks() {
  const { registerProtocolHandler } = navigator as Partial<Navigator>;
  const register = useAction(
    useCallback(async () => {
      for (const scheme of ["tel", "sip"])
        navigator.registerProtocolHandler(scheme, `${location.origin}/calls?dial=%s`);
    }, []),
  );
  return (
    <>
      <section className="card">
        <h2>{t("codes.title")}</h2>
        <p className="secondary">{t("codes.lead")}</p>
        <dl className="codes">
          {codes.map(([code, words]) => (
            <div key={code}>
              <dt className="number">{code}</dt>
              <dd>{t(words)}</dd>
            </div>
          ))}
        </dl>
      </section>
      {registerProtocolHandler && (
        <section className="card">
          <h2>{t("phonelinks.title")}</h2>
          <p className="secondary">{t("phonelinks.lead")}</p>
          <Problem error={register.error} />
          <Button variant="default" leftSection={<IconLink size={16} />} onClick={() => void register.run()}>
            {t("phonelinks.register")}
          </Button>
        </section>
      )}
    </>
  );
}
