/** The person's own settings: password, appearance, and where they are signed in. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useContext } from "react";
import { CommandContext } from "../actions/command-bus.ts";
import { api, call, signedOut } from "../api/client.ts";
import { DutyCard } from "../care/duties.tsx";
import { ExportCard } from "../export/export-card.tsx";
import { LinkSettings } from "../links/link-settings.tsx";
import { NotificationSettings } from "../notifications/settings.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { momentOf, t } from "../text/index.ts";
import { AccountCard } from "./account-card.tsx";
import { AppearanceCard } from "./appearance-card.tsx";

export function SettingsPage() {
  return (
    <div className="page">
      <div className="page-inner">
        <PageTitle>{t("settings.title")}</PageTitle>
        <AccountCard />
        <AppearanceCard />
        <NotificationSettings />
        <LinkSettings />
        <ShortcutCard />
        <DutyCard />
        <ExportCard />
        <Sessions />
      </div>
    </div>
  );
}

function ShortcutCard() {
  const bus = useContext(CommandContext);
  return (
    <section className="card">
      <div className="section-head">
        <h2>{t("shortcuts.title")}</h2>
        <Button variant="default" onClick={() => bus.run("app.shortcuts")}>
          {t("shortcuts.show")}
        </Button>
      </div>
      <p className="secondary">{t("shortcuts.lead")}</p>
    </section>
  );
}

function Sessions() {
  const queries = useQueryClient();
  const sessions = useQuery({
    queryKey: ["sessions"],
    queryFn: async () => (await call(api.sessions.$get())).sessions,
  });
  const end = useAction(
    useCallback(
      async (id: string) => {
        await call(api.sessions[":id"].$delete({ param: { id } }));
        await queries.invalidateQueries({ queryKey: ["sessions"] });
      },
      [queries],
    ),
  );
  const endAll = useAction(
    useCallback(async () => {
      await call(api["sign-out-everywhere"].$post());
      signedOut();
    }, []),
  );
  return (
    <section className="card">
      <h2>{t("settings.sessions")}</h2>
      <Problem error={sessions.error ?? end.error ?? endAll.error} />
      {sessions.data?.map((session) => (
        <div className="line-item" key={session.id}>
          <div className="who">
            <p>
              {browserOf(session.userAgent)}{" "}
              {session.current && <span className="tag">{t("settings.sessions.current")}</span>}
            </p>
            <p className="secondary number">
              {session.address} · {t("settings.sessions.seen", { when: momentOf(session.lastSeenAt) })}
            </p>
          </div>
          {!session.current && (
            <Button variant="default" size="compact-sm" onClick={() => end.run(session.id)}>
              {t("settings.sessions.end")}
            </Button>
          )}
        </div>
      ))}
      <Button variant="light" color="red" loading={endAll.running} onClick={() => endAll.run()}>
        {t("settings.signout.everywhere")}
      </Button>
    </section>
  );
}

/** "Chrome on Windows" out of a User-Agent; the whole of it where it is unknown. */
function browserOf(agent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(agent.replace("HeadlessChrome", "Chrome"))?.[1];
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1];
  const names: Readonly<Record<string, string>> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" };
  if (!browser || !system) return agent.slice(0, 60);
  return `${names[browser] ?? browser} · ${names[system] ?? system}`;
}
