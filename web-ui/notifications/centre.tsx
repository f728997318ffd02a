/** The notification centre: what concerns the person, newest first; each leads to its place. */
import { Button } from "@mantine/core";
import {
  IconAlertTriangle,
  IconAt,
  IconBell,
  IconBellRinging,
  IconFlag,
  IconLifebuoy,
  IconMessage,
  IconMessageReply,
  IconMoodSmile,
  IconPhoneX,
  IconRecordMail,
  IconUserPlus,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCallback } from "react";
import { Empty } from "../parts/empty.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import type { Notification } from "../store/notifications.ts";
import { useSignal } from "../store/signal.ts";
import { momentOf, t } from "../text/index.ts";
import { PermissionHint } from "./permission.tsx";
import { headline, keyOf, openMessage, pathOf, speakerOf } from "./words.ts";

const icons = {
  care: IconLifebuoy,
  emergency: IconAlertTriangle,
  mention: IconAt,
  direct: IconMessage,
  reply: IconMessageReply,
  reaction: IconMoodSmile,
  reminder: IconFlag,
  invitation: IconUserPlus,
  "missed-call": IconPhoneX,
  voicemail: IconRecordMail,
} as const;

export function NotificationsPage() {
  const { notifications } = useSession();
  const list = useSignal(notifications.list);
  const unread = useSignal(notifications.unread);
  const readAll = useAction(useCallback(() => notifications.readAll(), [notifications]));
  return (
    <div className="page">
      <div className="page-inner">
        <div className="centre-head">
          <PageTitle>{t("notices.title")}</PageTitle>
          <Button
            variant="default"
            size="compact-md"
            disabled={unread === 0}
            loading={readAll.running}
            onClick={() => readAll.run()}
          >
            {t("notices.read.all")}
          </Button>
        </div>
        <PermissionHint />
        <Problem error={readAll.error} />
        {list.length === 0 ? (
          <Empty text={t("notices.none")} way={{ label: t("nav.settings"), to: "/settings" }}>
            <IconBell size={40} stroke={1.5} />
          </Empty>
        ) : (
          <ul className="centre" aria-label={t("notices.title")}>
            {list.map((notification) => (
              <Line key={keyOf(notification)} notification={notification} />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function Line({ notification }: { notification: Notification }) {
  const session = useSession();
  useSignal(session.people.byId);
  useSignal(session.spaces.byId);
  const opened = useQuery({
    queryKey: ["notification", notification.seq],
    queryFn: () => openMessage(session.keyring, notification),
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
  const Icon = icons[notification.kind] ?? IconBellRinging;
  const fresh = notification.readAt === null;
  const speaker = speakerOf(session);
  const named = ["invitation", "direct", "care"].includes(notification.kind);
  const called = notification.kind === "emergency" && notification.caller;
  const place = named || !notification.space ? "" : speaker.spaceName(notification.space);
  return (
    <li>
      <Link
        to={pathOf(notification)}
        className="centre-line"
        data-fresh={fresh}
        onClick={() => void session.notifications.read({ only: notification.seq }).catch(() => {})} // it waits on
      >
        <span className={`centre-icon ${notification.kind}`}>
          <Icon size={18} />
        </span>
        <span className="who">
          <span className="centre-what">
            <strong>
              <bdi>{headline(speaker, notification, opened?.emoji ?? "")}</bdi>
            </strong>
            {fresh && <span className="tag">{t("notices.new")}</span>}
          </span>
          {opened?.text && (
            <span className="secondary truncate" dir="auto">
              {opened.text}
            </span>
          )}
          <span className="secondary number">
            {called && <>{called} · </>}
            {place && (
              <>
                <bdi>{place}</bdi> ·{" "}
              </>
            )}
            {momentOf(notification.at)}
          </span>
        </span>
      </Link>
    </li>
  );
}
