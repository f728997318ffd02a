/** The pages of telephony: what leads outside, who answers together, what may be dialled, what it costs. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
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
import { Locations } from "./locations.tsx";
import { Menus } from "./menus.tsx";
import { HoldMusic } from "./music.tsx";
import { Numbers } from "./numbers.tsx";
import { WhoRings } from "./plan.tsx";
import { Routes } from "./routes.tsx";
import { Spending } from "./spending.tsx";
import { Trunks } from "./trunks.tsx";

const load = () => call(api.admin.calling.$get());
type Telephony = Awaited<ReturnType<typeof load>>;

export const TrunksPage = () => (
  <Telephony>
    {({ trunks, emergencyNumbers, routes, numbers, locations, domains }) => (
      <>
        <Trunks trunks={trunks} emergencyNumbers={emergencyNumbers} />
        <Routes routes={routes} trunks={trunks} />
        <Numbers numbers={numbers} />
        <Locations locations={locations} />
        <Domains domains={domains} />
      </>
    )}
  </Telephony>
);

export const GroupsPage = () => (
  <Telephony>
    {({ groups, lines, attendants }) => (
      <>
        <Groups groups={groups} />
        <Lines lines={lines} />
        <Menus menus={attendants} />
        <WhoRings />
      </>
    )}
  </Telephony>
);

export const DiallingPage = () => (
  <Telephony>
    {({ dialling, limits, stops, lineRights, conferences }) => (
      <>
        <Dialling dialling={dialling} />
        <Limits limits={limits} stops={stops} />
        <LineRights policy={lineRights} />
        <Conferences policy={conferences} />
      </>
    )}
  </Telephony>
);

export const SpendingPage = () => <Telephony>{({ spending }) => <Spending spending={spending} />}</Telephony>;

export const HoldPage = () => (
  <>
    <HoldMusic />
    <HoldPicture />
  </>
);

/** What the house knows of its telephony, kept fresh. */
function Telephony({ children }: { children: (telephony: Telephony) => ReactNode }) {
  const session = useSession();
  const queries = useQueryClient();
  const telephony = useQuery({
    queryKey: telephonyKey,
    queryFn: load,
    refetchInterval: 10_000, // trunks come and go by themselves
  });
  useEffect(
    () =>
      session.onEvent("calling.changed", () => void queries.invalidateQueries({ queryKey: telephonyKey })),
    [session, queries],
  );
  if (telephony.error) return <Problem error={telephony.error} onRetry={() => void telephony.refetch()} />;
  return telephony.data ? children(telephony.data) : null;
}
