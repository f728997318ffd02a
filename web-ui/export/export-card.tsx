/** The settings' way to one's own data: progress, cancel, and the archive at the end. */
import { Button } from "@mantine/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { Problem } from "../parts/problem.tsx";
import { saveBlob } from "../parts/save-blob.ts";
import { useSession } from "../parts/session-context.ts";
import { t } from "../text/index.ts";
import type { ExportProgress } from "./export.ts";

export function ExportCard() {
  const session = useSession();
  const [progress, setProgress] = useState<ExportProgress>();
  const [error, setError] = useState<unknown>();
  const [done, setDone] = useState(false);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const start = useCallback(async () => {
    const abort = new AbortController();
    running.current = abort;
    setError(undefined);
    setDone(false);
    setProgress({ messages: 0, of: 0, files: 0 });
    try {
      const { exportOwnData } = await import("./export.ts");
      const archive = await exportOwnData(session, abort.signal, setProgress);
      saveBlob(archive, `hearth-${new Date().toISOString().slice(0, 10)}.zip`);
      setDone(true);
    } catch (caught) {
      if (!abort.signal.aborted) setError(caught);
    } finally {
      setProgress(undefined);
    }
  }, [session]);
  return (
    <section className="card stack">
      <h2>{t("export.title")}</h2>
      <p className="secondary">{t("export.lead")}</p>
      <p className="secondary">{t("export.lead.more")}</p>
      <Problem error={error} />
      {done && <p role="status">{t("export.done")}</p>}
      {progress ? (
        <>
          <progress value={progress.messages} max={Math.max(1, progress.of)} aria-label={t("export.title")} />
          <p className="secondary number">{t("export.progress", { ...progress })}</p>
          <div>
            <Button variant="default" onClick={() => running.current?.abort()}>
              {t("action.cancel")}
            </Button>
          </div>
        </>
      ) : (
        <div>
          <Button variant="default" onClick={() => void start()}>
            {t("export.start")}
          </Button>
        </div>
      )}
    </section>
  );
}
