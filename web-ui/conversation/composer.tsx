/** Where messages are written: markdown, mentions, emoji, quotations, files. */
import { IconArrowUp, IconEye, IconEyeOff, IconPaperclip, IconX } from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { CommandIn } from "../actions/catalogue.ts";
import { useCommands } from "../actions/command-bus.ts";
import { pressed } from "../actions/own-keys.ts";
import { LinkCard } from "../links/link-card.tsx";
import { useLink, type WrittenLink } from "../links/use-link.ts";
import { EmojiButton } from "../parts/emoji-button.tsx";
import { Problem } from "../parts/problem.tsx";
import { usePeople, useSession } from "../parts/session-context.ts";
import type { Conversation } from "../store/conversation.ts";
import type { MessageContent, MessageView } from "../store/message-view.ts";
import type { SpaceView } from "../store/session.ts";
import { useSignal } from "../store/signal.ts";
import { closedBy } from "../store/space-list.ts";
import { t } from "../text/index.ts";
import { formats, toBody } from "./composer-text.ts";
import { type MentionOption, MentionPicker, useMention } from "./mention-picker.tsx";
import { QuoteBlock } from "./message.tsx";
import { MessageText } from "./message-text.tsx";
import { namedPasted } from "./pasted.ts";
import { useSendQuestions } from "./send-questions.tsx";
import { UploadList, type useUploads } from "./uploads.tsx";
import { useDraft } from "./use-draft.ts";
import type { ConversationControl } from "./use-handlers.tsx";

interface ComposerProps {
  space: SpaceView;
  conversation: Conversation;
  label: string;
  control: ConversationControl;
  uploads: ReturnType<typeof useUploads>;
}

const quoteLength = 400;

/** Where one may not write now, it says why. */
export function Composer(props: ComposerProps) {
  const closed = closedBy(props.space);
  if (!closed) return <OpenComposer {...props} />;
  return <p className="composer-closed secondary">{t(`space.${closed}.closed`)}</p>;
}

function OpenComposer({ space, conversation, label, control, uploads }: ComposerProps) {
  const session = useSession();
  const { editing, quoting } = control;
  const area = useRef<HTMLTextAreaElement>(null);
  const { text, setText, mentioned } = useDraft(space.id, conversation, editing);
  const [preview, setPreview] = useState(false);
  /** Why the last edit was not taken. */
  const [refused, setRefused] = useState<unknown>();
  const questions = useSendQuestions(space);
  const [caret, setCaret] = useState(text.length);
  const mention = useMention(space, text, caret);
  const { linkPreviews } = useSignal(session.policy.value);
  const own = useSignal(session.marks.preferences)?.linkPreviews ?? false;
  const written = useLink(text, linkPreviews && own && !editing);

  useEffect(() => {
    if (editing || quoting || !matchMedia("(pointer: coarse)").matches) area.current?.focus();
  }, [editing, quoting]);

  const maySend = (text.trim() !== "" || uploads.finished.length > 0) && !uploads.busy;
  const send = () => {
    if (!maySend) return;
    const body = toBody(text, mentioned);
    if (editing)
      return questions.ask(body, () => {
        setRefused(undefined);
        conversation.changes.edit(editing.id, body).catch(setRefused); // the old text is back
        control.stopEditing();
      });
    const files = uploads.finished;
    const content = {
      text: body,
      ...(files.length > 0 && { files }),
      ...(quoting && { quote: quoteOf(quoting) }),
      ...(written.link && { link: written.link }),
    };
    questions.ask(body, () => post(content));
  };
  const post = (content: MessageContent) => {
    conversation.send(content, uploads.words);
    uploads.store.clear();
    control.stopQuoting();
    session.here.stopTyping();
    setRefused(undefined);
    setPreview(false);
    setText("");
  };

  /** Shows a changed text with the caret, or the selection, where it belongs. */
  const change = (next: string, from: number, to = from) => {
    flushSync(() => {
      setText(next);
      setCaret(to);
    });
    area.current?.focus();
    area.current?.setSelectionRange(from, to); // before the next key
  };
  const pick = ({ id, name, stranger }: MentionOption) => {
    if (stranger) session.people.keep([stranger]);
    const before = text.slice(0, caret).replace(/@[^@]*$/, `@${name} `);
    mentioned.set(id, `@${name}`);
    change(before + text.slice(caret), before.length);
  };
  const insert = (emoji: string) =>
    change(text.slice(0, caret) + emoji + text.slice(caret), caret + emoji.length);
  /** Puts this in the place of what is selected. */
  const type = ({ selectionStart: from, selectionEnd: to }: HTMLTextAreaElement, typed: string) =>
    change(text.slice(0, from) + typed + text.slice(to), from + typed.length);
  const carryOut = (command: CommandIn<"composer">, field: HTMLTextAreaElement): void => {
    switch (command) {
      case "composer.send":
        return send();
      case "composer.newline":
        return type(field, "\n");
      case "composer.mention":
        return type(field, /\S$/.test(text.slice(0, field.selectionStart)) ? " @" : "@");
      case "composer.edit-last":
        return void control.editLast();
      case "composer.stop":
        control.stopEditing();
        return control.stopQuoting();
      default: {
        const { selectionStart: from, selectionEnd: to } = field;
        const next = formats[command]({ text, from, to });
        change(next.text, next.from, next.to);
      }
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (mention.onKeyDown(event, pick) || event.nativeEvent.isComposing) return;
    const command = pressed(session.marks.shortcuts, "composer", event);
    if (command === undefined) return;
    if (command === "composer.edit-last" && text !== "") return; // it moves the caret
    if (command === "composer.stop" && !editing && !quoting) return;
    event.preventDefault();
    carryOut(command, event.currentTarget);
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    uploads.add(namedPasted([...event.clipboardData.files]));
  };

  return (
    <div className="composer">
      <UploadList {...uploads} />
      <Problem error={refused} />
      {editing && <p className="secondary">{t("composer.editing")}</p>}
      {quoting && !editing && <Quoting message={quoting} onStop={control.stopQuoting} />}
      <LinkWritten {...written} />
      {preview && text.trim() !== "" && (
        <section className="composer-preview" aria-label={t("composer.preview")}>
          <MessageText text={toBody(text, mentioned)} />
        </section>
      )}
      <div className="composer-box">
        {mention.options.length > 0 && (
          <MentionPicker options={mention.options} selected={mention.selected} onPick={pick} />
        )}
        <AttachButton onFiles={uploads.add} />
        <textarea
          ref={area}
          dir="auto"
          rows={1}
          value={text}
          aria-label={label}
          placeholder={label}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            setCaret(currentTarget.selectionStart);
            if (currentTarget.value !== "") session.here.sayTyping(space.id);
          }}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <button
          type="button"
          className="icon-button"
          aria-label={t("composer.preview")}
          title={t("composer.preview")}
          aria-pressed={preview}
          onClick={() => setPreview(!preview)}
        >
          {preview ? <IconEyeOff size={18} /> : <IconEye size={18} />}
        </button>
        <EmojiButton label={t("composer.emoji")} onPick={insert} />
        <button
          type="button"
          className="icon-button send"
          aria-label={t("composer.send")}
          disabled={!maySend}
          onClick={send}
        >
          <IconArrowUp size={20} />
        </button>
      </div>
      <TypingLine space={space.id} />
      {questions.dialogs}
    </div>
  );
}

const quoteOf = ({ id, author, content }: MessageView) => ({
  message: id,
  author,
  text: typeof content === "string" ? "" : content.text.slice(0, quoteLength),
});

function Quoting({ message, onStop }: { message: MessageView; onStop: () => void }) {
  return (
    <div className="quoting">
      <QuoteBlock quote={quoteOf(message)} />
      <button type="button" className="icon-button" aria-label={t("composer.quote.stop")} onClick={onStop}>
        <IconX size={16} />
      </button>
    </div>
  );
}

function LinkWritten({ link, remove }: WrittenLink) {
  if (!link) return null;
  return (
    <div className="link-written">
      <LinkCard link={link} />
      <button
        type="button"
        className="icon-button"
        aria-label={t("link.remove")}
        title={t("link.remove")}
        onClick={remove}
      >
        <IconX size={16} />
      </button>
    </div>
  );
}

function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  useCommands({ "space.attach": () => picker.current?.click() });
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label={t("composer.attach")}
        title={t("composer.attach")}
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
          onFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
    </>
  );
}

function TypingLine({ space }: { space: string }) {
  const session = useSession();
  const people = usePeople();
  const typing = useSignal(session.typing).get(space) ?? [];
  const [first] = typing;
  return (
    <p className="typing-line">
      {first && typing.length === 1 && t("composer.typing.one", { name: people.nameOf(first) })}
      {typing.length > 1 && t("composer.typing.many", { count: typing.length })}
    </p>
  );
}
