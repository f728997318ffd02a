/** How each part of the appliance is, and what to do when it is not well. */
import { useQuery } from "@tanstack/react-query";
import type { Finding } from "../../appliance/console/index.ts";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { t } from "../text/index.ts";

export function HealthPage() {
  const health = useQuery({
    queryKey: ["admin", "health"],
    queryFn: () => call(api.admin.health.$get()),
    refetchInterval: 5000,
  });
  if (health.error) return <Problem error={health.error} onRetry={() => void health.refetch()} />;
  return health.data ? <Findings findings={health.data.findings} /> : null;
}

const tones = { well: "good", attention: "", failed: "bad" } as const;

export function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <div className="card">
      {findings.map((finding) => (
        <div key={finding.part} className="line-item">
          <div className="who">
            <p>{t(`health.part.${finding.part}`)}</p>
            <p className="secondary number">{inWords(finding)}</p>
          </div>
          <span className={`tag ${tones[finding.state]}`}>{t(`health.${finding.state}`)}</span>
        </div>
      ))}
    </div>
  );
}

function inWords({ state, code, values }: Finding): string {
  const detail = t(`health.${code}`, values);
  return state === "well" ? detail : `${detail} ${t(`health.${code}.remedy`)}`;
}
