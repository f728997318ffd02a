/** A meeting where it was held: when, who took part and for how long, and what came of it. */
import { IconFile, IconMessage, IconVideo } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import type { Attendance, MeetingRecord } from "../../appliance/meetings/index.ts";
import { BoardIcon } from "../boards/board-icon.tsx";
import { rowFreshness, useBoards } from "../boards/use-boards.ts";
import type { FileReference } from "../crypto/files.ts";
import { lazily } from "../parts/lazily.ts";
import { useSession } from "../parts/session-context.ts";
import { useOpened } from "../parts/use-opened.ts";
import { viewMessage } from "../store/message-view.ts";
import { useSignal } from "../store/signal.ts";
import { listOf, spanOf, t, timeOf } from "../text/index.ts";

const Preview = lazily(async () => ({ default: (await import("../files/preview.tsx")).Preview }));

interface Attendee {
  key: string;
  name: string;
  /** Milliseconds, all their stays together. */
  stayed: number;
}

/** Whoever came several times is one; telephones that nobody is known to hold are told by what they show. */
function attendeesOf(
  attendance: readonly Attendance[],
  until: number,
  nameOf: (id: string) => string,
): Attendee[] {
  const attendees = new Map<string, Attendee>();
  for (const { person, name, kind, joinedAt, leftAt } of attendance) {
    const key = person ?? `${kind} ${name}`;
    const known = attendees.get(key) ?? { key, name: person ? nameOf(person) : name, stayed: 0 };
    attendees.set(key, { ...known, stayed: known.stayed + (leftAt ?? until) - joinedAt });
  }
  return [...attendees.values()];
}

export function MeetingCard({ record }: { record: MeetingRecord }) {
  const session = useSession();
  useSignal(session.people.byId);
  const live = useSignal(session.meetings).get(record.id);
  const { startedAt, endedAt } = record;
  const attendees = attendeesOf(record.attendance, endedAt ?? startedAt, (id) => session.people.nameOf(id));
  const present = live?.participants.map(({ personId, name }) =>
    personId ? session.people.nameOf(personId) : name,
  );
  const names = present ?? attendees.map(({ name }) => name);
  const start = timeOf(startedAt);
  return (
    <section
      className="meeting-card"
      aria-label={t("meeting.record", { start })}
      data-running={endedAt === null}
    >
      <IconVideo size={20} stroke={1.5} />
      <div>
        <p className="meeting-card-head">
          {endedAt === null
            ? t("meeting.record.running", { start })
            : t("meeting.record.held", { start, end: timeOf(endedAt), length: spanOf(endedAt - startedAt) })}
        </p>
        {names.length > 0 && <p>{listOf([...new Set(names)])}</p>}
        {endedAt !== null && <Attendees attendees={attendees} />}
        {endedAt !== null && <Outcome record={record} />}
      </div>
    </section>
  );
}

function Attendees({ attendees }: { attendees: readonly Attendee[] }) {
  return (
    <details>
      <summary className="secondary">{t("meeting.record.attendance", { count: attendees.length })}</summary>
      <ul>
        {attendees.map(({ key, name, stayed }) => (
          <li key={key}>
            <bdi>{name}</bdi> <span className="secondary number">{spanOf(stayed)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function useSharedFiles({ id, shared, endedAt }: MeetingRecord): readonly FileReference[] {
  const { keyring } = useSession();
  const opened = useQuery({
    queryKey: ["meeting-files", id, endedAt],
    enabled: shared.length > 0,
    staleTime: rowFreshness,
    queryFn: async () => {
      const views = await Promise.all(shared.map((message) => viewMessage(keyring, message)));
      return views.flatMap(({ content }) => (typeof content === "string" ? [] : (content.files ?? [])));
    },
  });
  return opened.data ?? [];
}

function Outcome({ record }: { record: MeetingRecord }) {
  const { space, first, messages, boards } = record;
  const conversation = useSession().conversation(space);
  const files = useSharedFiles(record);
  const [shown, setShown] = useState<FileReference>();
  const { opened, open, close } = useOpened();
  if (messages === 0 && boards.length === 0) return null;
  return (
    <div className="meeting-card-outcome">
      {messages > 0 && (
        <button
          type="button"
          className="bare"
          disabled={first === null}
          onClick={() => first !== null && void conversation.showAround(first)}
        >
          <IconMessage size={16} /> {t("meeting.record.messages", { count: messages })}
        </button>
      )}
      {files.map((file) => (
        <button
          key={file.id}
          type="button"
          className="bare"
          aria-label={t("file.preview", { name: file.name })}
          onClick={() => {
            setShown(file);
            open();
          }}
        >
          <IconFile size={16} /> <bdi className="truncate">{file.name}</bdi>
        </button>
      ))}
      {boards.length > 0 && <Boards space={space} made={boards} />}
      {opened && shown && (
        <Suspense>
          <Preview file={shown} space={space} onClose={close} />
        </Suspense>
      )}
    </div>
  );
}

/** Only those that are still there. */
function Boards({ space, made }: { space: string; made: readonly string[] }) {
  const boards = useBoards(space, rowFreshness).data ?? [];
  return boards
    .filter(({ id }) => made.includes(id))
    .map(({ id, title, kind }) => (
      <Link key={id} to="/space/$space/board/$board" params={{ space, board: id }}>
        <BoardIcon kind={kind} size={16} /> <bdi className="truncate">{title}</bdi>
      </Link>
    ));
}
