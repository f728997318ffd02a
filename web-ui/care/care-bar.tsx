/** Above the conversation of a request: how far it is, and what one can do about it. */
import { Button } from "@mantine/core";
import { IconLifebuoy } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import type { CareRequest } from "../store/care.ts";
import type { Session } from "../store/session.ts";
import { useSignal } from "../store/signal.ts";
import { listOf, spanOf, t } from "../text/index.ts";

export function CareBar({ space }: { space: string }) {
  const session = useSession();
  const request = useSignal(session.care.requests).get(space);
  return request ? <Bar request={request} /> : null;
}

function Bar({ request }: { request: CareRequest }) {
  const session = useSession();
  const navigate = useNavigate();
  useSignal(session.people.byId);
  const { id, state, experts, asker } = request;
  const me = session.me.person.id;
  const asked = experts.includes(me);
  const act = useAction(
    useCallback(
      async (what: "take" | "pass" | "solve") => {
        await session.care[what](id);
        if (what === "pass") await navigate({ to: "/" });
      },
      [session, navigate, id],
    ),
  );
  return (
    <>
      <div className="meeting-bar care-bar" role="status" data-state={state}>
        <IconLifebuoy size={18} />
        <p className="who">
          <span className="truncate">
            {[request.deskName, request.skillName].filter((name) => name !== "").join(" · ")}
          </span>
          <span className="secondary">{standing(session, request)}</span>
        </p>
        <span>
          {state === "asked" && asked && (
            <>
              <Button
                size="compact-md"
                variant="default"
                disabled={act.running}
                onClick={() => void act.run("pass")}
              >
                {t("care.pass")}
              </Button>
              <Button size="compact-md" loading={act.running} onClick={() => void act.run("take")}>
                {t("care.take")}
              </Button>
            </>
          )}
          {((state === "answered" && asked) || (state !== "solved" && asker === me)) && (
            <Button
              size="compact-md"
              variant="default"
              loading={act.running}
              onClick={() => void act.run("solve")}
            >
              {t("care.solve")}
            </Button>
          )}
        </span>
      </div>
      <Problem error={act.error} />
    </>
  );
}

function standing(session: Session, request: CareRequest): string {
  const { state, experts, answeredBy, answeredAt, askedAt, escalated } = request;
  if (state === "solved") return t("care.state.solved");
  if (state === "waiting") return t("care.state.waiting");
  if (state === "answered" && answeredBy && answeredAt !== null)
    return t("care.state.answered", {
      name: session.people.nameOf(answeredBy),
      span: spanOf(answeredAt - askedAt),
    });
  const names = listOf(experts.map((person) => session.people.nameOf(person)));
  return t(escalated ? "care.state.escalated" : "care.state.asked", { names, count: experts.length });
}
