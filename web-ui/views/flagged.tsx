/** Everything the person has flagged: what, where, until when. */
import { IconFlag } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Flag } from "../../appliance/messaging/index.ts";
import { api, call } from "../api/client.ts";
import { FlagMark } from "../conversation/flag-mark.tsx";
import { MessageText } from "../conversation/message-text.tsx";
import { Empty } from "../parts/empty.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { viewMessage } from "../store/message-view.ts";
import { useSignal } from "../store/signal.ts";
import { momentOf, t } from "../text/index.ts";

/** What is due comes first, the soonest before all; then the newest flags. */
const byUrgency = (a: Flag, b: Flag) =>
  (a.dueAt ?? Number.POSITIVE_INFINITY) - (b.dueAt ?? Number.POSITIVE_INFINITY) || b.createdAt - a.createdAt;

export function FlaggedPage() {
  const flags = [...useSignal(useSession().marks.flags).values()].sort(byUrgency);
  return (
    <div className="page">
      <div className="page-inner">
        <PageTitle>{t("flagged.title")}</PageTitle>
        {flags.length === 0 && (
          <Empty text={t("flagged.none")} way={{ label: t("spaces.all"), to: "/" }}>
            <IconFlag size={40} stroke={1.5} />
          </Empty>
        )}
        {flags.map((flag) => (
          <FlaggedMessage key={flag.message} flag={flag} />
        ))}
      </div>
    </div>
  );
}

function FlaggedMessage({ flag }: { flag: Flag }) {
  const session = useSession();
  useSignal(session.people.byId);
  const space = useSignal(session.spaces.byId).get(flag.space);
  const found = useQuery({
    queryKey: ["message", flag.message],
    queryFn: async () => {
      const { message } = await call(api.messages[":id"].$get({ param: { id: flag.message } }));
      return viewMessage(session.keyring, message);
    },
  });
  const message = found.data;
  return (
    <section className="card flagged">
      <Problem error={found.error} onRetry={() => void found.refetch()} />
      {message && (
        <Link
          to="/space/$space"
          params={{ space: flag.space }}
          search={{ message: message.id, ...(message.parent && { thread: message.parent }) }}
          className="flagged-source secondary"
        >
          <bdi>{session.people.nameOf(message.author)}</bdi> · {space && session.spaces.nameOf(space)} ·{" "}
          {momentOf(message.createdAt)}
        </Link>
      )}
      {message && typeof message.content !== "string" && <MessageText text={message.content.text} />}
      <FlagMark flag={flag} />
    </section>
  );
}
