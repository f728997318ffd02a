/** Captions of a meeting: what is said, written along by somebody in it for those who read it. */
import "../text/captions.ts";
import { Menu } from "@mantine/core";
import { IconBadgeCc, IconPencil } from "@tabler/icons-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { api, call } from "../api/client.ts";
import { useSession } from "../parts/session-context.ts";
import { t } from "../text/index.ts";
import type { MeetingClient } from "./client.ts";

const mostLines = 3;
/** Milliseconds after the last line in which the lines stay. */
const staysFor = 30_000;
/** Characters of a line, as the appliance takes it. */
const longest = 500;

interface CaptionLine {
  id: number;
  /** Who wrote it. */
  name: string;
  text: string;
}

/** The last lines that were written, until nobody writes any more. */
export function useCaptions({ state }: MeetingClient): readonly CaptionLine[] {
  const session = useSession();
  const [lines, setLines] = useState<readonly CaptionLine[]>([]);
  useEffect(() => {
    let count = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = session.onSignal("meeting.caption", (data) => {
      const {
        meeting: about,
        participant,
        text,
      } = data as Record<"meeting" | "participant" | "text", string>;
      const { meeting } = state.value;
      if (about !== meeting.id) return;
      const name = meeting.participants.find(({ id }) => id === participant)?.name ?? "";
      const line = { id: ++count, name, text };
      setLines((before) => [...before.slice(1 - mostLines), line]);
      clearTimeout(timer);
      timer = setTimeout(() => setLines([]), staysFor);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [session, state]);
  return lines;
}

export function Captions({ lines }: { lines: readonly CaptionLine[] }) {
  const name = lines.at(-1)?.name ?? "";
  return (
    <section className="captions" aria-label={t("captions.title")}>
      {lines.map(({ id, text }) => (
        <p key={id} dir="auto">
          {text}
        </p>
      ))}
      <p className="secondary">{t("captions.by", { name })}</p>
    </section>
  );
}

/** One line at a time, in order; the writer sees it with everybody else. */
export function CaptionWriter({ client, onDone }: { client: MeetingClient; onDone: () => void }) {
  const [text, setText] = useState("");
  const sent = useRef<Promise<unknown>>(Promise.resolve());
  const send = (event: FormEvent) => {
    event.preventDefault();
    const line = text.trim();
    if (line === "") return;
    const { meeting, self } = client.state.value;
    const param = { id: meeting.id, participant: self };
    const { captions } = api.meetings[":id"].participants[":participant"];
    sent.current = sent.current
      .then(() => call(captions.$post({ param, json: { text: line } })))
      .catch((error) => client.complain(error));
    setText("");
  };
  return (
    <form className="caption-writer" onSubmit={send}>
      <input
        value={text}
        maxLength={longest}
        placeholder={t("captions.write.help")}
        aria-label={t("captions.write.label")}
        // biome-ignore lint/a11y/noAutofocus: it was asked for just now
        autoFocus
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={({ key }) => key === "Escape" && onDone()}
      />
    </form>
  );
}

export function CaptionMenu(props: {
  shown: boolean;
  onShow: (shown: boolean) => void;
  writing: boolean;
  onWrite: (writing: boolean) => void;
}) {
  const { shown, onShow, writing, onWrite } = props;
  return (
    <Menu position="bottom-end" zIndex={400} returnFocus={false}>
      <Menu.Target>
        <button type="button" className="stage-control plain" aria-label={t("captions.title")}>
          <IconBadgeCc size={18} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => onWrite(!writing)}>
          {t(writing ? "captions.write.stop" : "captions.write")}
        </Menu.Item>
        <Menu.Item leftSection={<IconBadgeCc size={16} />} onClick={() => onShow(!shown)}>
          {t(shown ? "captions.hide" : "captions.show")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
