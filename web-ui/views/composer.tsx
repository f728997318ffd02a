/** Where messages are written: markdown, mentions, files. */
import { IconArrowUp, IconPaperclip } from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { Person } from "../../appliance/people/index.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { useSession } from "../parts/session-context.ts";
import type { MessageView } from "../store/conversation.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { UploadList, type useUploads } from "./uploads.tsx";

interface ComposerProps {
  space: string;
  name: string;
  editing: MessageView | undefined;
  onStopEditing: () => void;
  /** Asks for the last own message, to edit it. */
  onEditLast: () => void;
  uploads: ReturnType<typeof useUploads>;
}

/** What is being typed after an @, at the end of the text before the caret. */
const mentionAtCaret = /(?:^|\s)@([\p{L}\p{N}._-]{0,30})$/u;

export function Composer({ space, name, editing, onStopEditing, onEditLast, uploads }: ComposerProps) {
  const session = useSession();
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  /** Names inserted by the picker, by person; they become links when the message is sent. */
  const mentioned = useRef(new Map<string, string>());
  const mention = useMention(space, text, area);

  useEffect(() => {
    const content = editing?.content;
    if (content && typeof content !== "string") {
      setText(
        content.text.replace(/\[(@[^\]]+)\]\(mention:([\w-]+)\)/g, (_whole, label: string, id: string) => {
          mentioned.current.set(id, label);
          return label;
        }),
      );
    }
    area.current?.focus();
  }, [editing]);

  const ready = uploads.finished;
  const maySend = text.trim() !== "" || ready.length > 0;
  const send = () => {
    if (!maySend || uploads.busy) return;
    let body = text.trim();
    for (const [id, label] of mentioned.current) body = body.replaceAll(label, `[${label}](mention:${id})`);
    const conversation = session.conversation(space);
    if (editing) {
      void conversation.edit(editing.id, body).catch(() => {}); // the old text is back, which says it failed
      onStopEditing();
    } else {
      conversation.send({ text: body, ...(ready.length > 0 && { files: ready }) });
      uploads.clear();
    }
    mentioned.current.clear();
    session.stopTyping();
    setText("");
  };

  const pick = (person: Person) => {
    const caret = area.current?.selectionStart ?? text.length;
    const before = text.slice(0, caret).replace(/@[^@]*$/, `@${person.name} `);
    mentioned.current.set(person.id, `@${person.name}`);
    setText(before + text.slice(caret));
    area.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (mention.onKeyDown(event, pick) || event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && editing) {
      setText("");
      onStopEditing();
    } else if (event.key === "ArrowUp" && text === "") {
      event.preventDefault();
      onEditLast();
    }
  };

  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    uploads.add([...event.clipboardData.files]);
  };

  return (
    <div className="composer">
      <UploadList uploads={uploads} />
      {editing && <p className="secondary">{t("composer.editing")}</p>}
      <div className="composer-box">
        {mention.options.length > 0 && (
          <MentionPicker options={mention.options} selected={mention.selected} onPick={pick} />
        )}
        <button
          type="button"
          className="icon-button"
          aria-label={t("composer.attach")}
          onClick={() => picker.current?.click()}
        >
          <IconPaperclip size={20} />
        </button>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={({ currentTarget }) => {
            uploads.add([...(currentTarget.files ?? [])]);
            currentTarget.value = "";
          }}
        />
        <textarea
          ref={area}
          dir="auto"
          rows={1}
          value={text}
          aria-label={t("composer.placeholder", { name })}
          placeholder={t("composer.placeholder", { name })}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            if (currentTarget.value !== "") session.sayTyping(space);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <button
          type="button"
          className="icon-button send"
          aria-label={t("composer.send")}
          disabled={!maySend || uploads.busy}
          onClick={send}
        >
          <IconArrowUp size={20} />
        </button>
      </div>
      <TypingLine space={space} />
    </div>
  );
}

/** The members that match what follows an @, and the keys that choose among them. */
function useMention(space: string, text: string, area: React.RefObject<HTMLTextAreaElement | null>) {
  const session = useSession();
  const members = useSignal(session.members).get(space);
  const people = useSignal(session.people);
  const [selected, setSelected] = useState(0);
  const [closedFor, setClosedFor] = useState("");
  const typed = mentionAtCaret.exec(text.slice(0, area.current?.selectionStart ?? text.length))?.[1];
  const options = useMemo(() => {
    if (typed === undefined || closedFor === text) return [];
    const wanted = typed.toLocaleLowerCase();
    return (members ?? [])
      .flatMap(({ personId }) => people.get(personId) ?? [])
      .filter(
        ({ id, name }) =>
          id !== session.me.person.id && ` ${name.toLocaleLowerCase()}`.includes(` ${wanted}`),
      )
      .slice(0, 6);
  }, [typed, closedFor, text, members, people, session]);

  const onKeyDown = (event: KeyboardEvent, pick: (person: Person) => void): boolean => {
    const choice = options[Math.min(selected, options.length - 1)];
    if (!choice) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp")
      setSelected((selected + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length);
    else if (event.key === "Enter" || event.key === "Tab") pick(choice);
    else if (event.key === "Escape") setClosedFor(text);
    else return false;
    event.preventDefault();
    return true;
  };
  return { options, selected: Math.min(selected, options.length - 1), onKeyDown };
}

function MentionPicker(props: {
  options: readonly Person[];
  selected: number;
  onPick: (person: Person) => void;
}) {
  return (
    <div className="picker" role="listbox" aria-label={t("composer.mention")}>
      {props.options.map((person, index) => (
        <button
          key={person.id}
          type="button"
          role="option"
          aria-selected={index === props.selected}
          className="bare picker-option"
          onClick={() => props.onPick(person)}
        >
          <PersonAvatar id={person.id} name={person.name} size="small" />
          <span className="truncate">{person.name}</span>
        </button>
      ))}
    </div>
  );
}

function TypingLine({ space }: { space: string }) {
  const session = useSession();
  const typing = useSignal(session.typing).get(space) ?? [];
  const [first] = typing;
  return (
    <p className="typing-line" aria-live="polite">
      {first && typing.length === 1 && t("composer.typing.one", { name: session.personName(first) })}
      {typing.length > 1 && t("composer.typing.many", { count: typing.length })}
    </p>
  );
}
