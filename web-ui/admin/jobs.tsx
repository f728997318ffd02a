/** What takes long: how far it is, what came of it, and the way to end it. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { RefusedRow } from "../../appliance/people/index.ts";
import type { Job } from "../../appliance/platform/index.ts";
import { api, call } from "../api/client.ts";
import { saveTable } from "../parts/csv.ts";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { useMayChange, usePeople, useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { momentOf, numberOf, t } from "../text/index.ts";
import { RefusedRows } from "./refused-rows.tsx";

const jobsKey = ["admin", "jobs"];
const outcomes = ["created", "known", "refused"] as const;
const looks = {
  waiting: "quiet",
  running: "quiet",
  done: "good",
  failed: "bad",
  cancelled: "quiet",
} as const;

export function JobsPage() {
  const session = useSession();
  const queries = useQueryClient();
  const mayChange = useMayChange();
  useEffect(
    () => session.onEvent("job.updated", () => void queries.invalidateQueries({ queryKey: jobsKey })),
    [session, queries],
  );
  const found = useQuery({
    queryKey: jobsKey,
    queryFn: async () => (await call(api.admin.jobs.$get())).jobs,
  });
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return null;
  if (found.data.length === 0)
    return (
      <Empty
        text={t("jobs.none")}
        way={mayChange ? { label: t("import.action"), to: "/admin/people" } : undefined}
      />
    );
  return found.data.map((job) => <JobCard key={job.id} job={job} />);
}

function JobCard({ job }: { job: Job }) {
  const { id, kind, by, state, done, total, createdAt, endedAt } = job;
  const people = usePeople();
  const mayChange = useMayChange();
  const queries = useQueryClient();
  const cancel = useAction(
    useCallback(async () => {
      await call(api.admin.jobs[":id"].$delete({ param: { id } }));
      await queries.invalidateQueries({ queryKey: jobsKey });
    }, [id, queries]),
  );
  const title = kind === "people.import" ? t("jobs.people.import") : t("jobs.unknown");
  const progress = t("jobs.progress", { done: numberOf(done), total: numberOf(total) });
  return (
    <section className="card stack" aria-label={`${title}, ${momentOf(createdAt)}`}>
      <div className="card-head">
        <div className="who">
          <h2>{title}</h2>
          <p className="secondary">{t("jobs.by", { name: people.nameOf(by), when: momentOf(createdAt) })}</p>
        </div>
        <span className={`tag ${looks[state]}`}>{t(`jobs.state.${state}`)}</span>
      </div>
      {endedAt === null ? (
        <div className="job-progress">
          <progress value={done} max={Math.max(1, total)} aria-label={progress} />
          <span className="secondary number">{progress}</span>
          {mayChange && (
            <Button
              variant="default"
              size="compact-md"
              loading={cancel.running}
              onClick={() => void cancel.run()}
            >
              {t("action.cancel")}
            </Button>
          )}
        </div>
      ) : (
        <Result job={job} />
      )}
      <Problem error={cancel.error} />
    </section>
  );
}

function Result({ job: { id, state, done, total, outcomes: counts } }: { job: Job }) {
  const mayChange = useMayChange();
  const { refused = 0, created = 0 } = counts;
  const rows = useQuery({
    queryKey: [...jobsKey, id, "refused"],
    queryFn: async () => {
      const { notes } = await call(
        api.admin.jobs[":id"].notes.$get({ param: { id }, query: { outcome: "refused" } }),
      );
      return notes
        .map(({ details }) => details as unknown as RefusedRow)
        .toSorted((one, other) => one.line - other.line);
    },
    enabled: refused > 0,
  });
  const [nobody, setNobody] = useState(false);
  const links = useAction(
    useCallback(async () => {
      const answer = await call(api.admin.people.imports[":id"].links.$post({ param: { id } }));
      const lines = answer.links.map(({ path, ...person }) => ({
        ...person,
        link: `${location.origin}${path}`,
      }));
      setNobody(lines.length === 0);
      if (lines.length > 0) saveTable(lines, "links.csv");
    }, [id]),
  );
  return (
    <>
      {state === "failed" && <p className="notice">{t("jobs.failed")}</p>}
      {done < total && (
        <p className="number">{t("jobs.progress", { done: numberOf(done), total: numberOf(total) })}</p>
      )}
      {outcomes.map((outcome) => {
        const count = counts[outcome] ?? 0;
        return count > 0 && <p key={outcome}>{t(`jobs.${outcome}`, { count })}</p>;
      })}
      <Problem error={rows.error} onRetry={() => void rows.refetch()} />
      <RefusedRows rows={rows.data ?? []} />
      <Problem error={links.error} />
      {mayChange && created > 0 && (
        <div className="job-links">
          <p className="secondary">{t(nobody ? "jobs.links.none" : "jobs.links.help")}</p>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            loading={links.running}
            onClick={() => void links.run()}
          >
            {t("jobs.links")}
          </Button>
        </div>
      )}
    </>
  );
}
