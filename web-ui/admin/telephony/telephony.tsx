/** Telephony: trunks and numbers, groups and menus, and the question who rings. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, call } from "../../api/client.ts";
import { Problem } from "../../parts/problem.tsx";
import { useSession } from "../../parts/session-context.ts";
import { Conferences } from "./conferences.tsx";
import { Dialling } from "./dialling.tsx";
import { Domains } from "./domains.tsx";
import { Groups } from "./groups.tsx";
import { HoldPicture } from "./hold-picture.tsx";
import { telephonyKey } from "./key.ts";
import { Limits } from "./limits.tsx";
import { LineRights } from "./line-rights.tsx";
import { Lines } from "./lines.tsx";
import { Menus } from "./menus.tsx";
import { HoldMusic } from "./music.tsx";
import { Numbers } from "./numbers.tsx";
import { WhoRings } from "./plan.tsx";
import { Routes } from "./routes.tsx";
import { Spending } from "./spending.tsx";
import { Trunks } from "./trunks.tsx";

export function TelephonyPage() {
  const session = useSession();
  const queries = useQueryClient();
  const telephony = useQuery({
    queryKey: telephonyKey,
    queryFn: () => call(api.admin.calling.$get()),
    refetchInterval: 10_000, // trunks come and go by themselves
  });
  useEffect(
    () =>
      session.onEvent("calling.changed", () => void queries.invalidateQueries({ queryKey: telephonyKey })),
    [session, queries],
  );
  if (telephony.error) return <Problem error={telephony.error} onRetry={() => void telephony.refetch()} />;
  if (!telephony.data) return null;
  const { trunks, routes, domains, limits, lineRights, stops, numbers } = telephony.data;
  const { groups, lines, attendants, emergencyNumbers, spending, dialling } = telephony.data;
  return (
    <>
      <Trunks trunks={trunks} emergencyNumbers={emergencyNumbers} />
      <Routes routes={routes} trunks={trunks} />
      <Numbers numbers={numbers} />
      <Domains domains={domains} />
      <Dialling dialling={dialling} />
      <Limits limits={limits} stops={stops} />
      <Spending spending={spending} />
      <Groups groups={groups} />
      <Lines lines={lines} />
      <LineRights policy={lineRights} />
      <Conferences policy={telephony.data.conferences} />
      <Menus menus={attendants} />
      <HoldMusic />
      <HoldPicture />
      <WhoRings />
    </>
  );
}
