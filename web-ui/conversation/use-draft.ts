/** The text in a composer: one's draft for the place, the same on every client, or the message being edited. */
import { useEffect, useRef, useState } from "react";
import { useSession } from "../parts/session-context.ts";
import type { Conversation, MessageView } from "../store/conversation.ts";
import { useSignal } from "../store/signal.ts";
import { fromBody, toBody } from "./composer-text.ts";

export function useDraft(space: string, conversation: Conversation, editing: MessageView | undefined) {
  const { marks } = useSession();
  const place = conversation.thread ?? space;
  const draft = useSignal(marks.drafts).get(place)?.text ?? "";
  const [text, setTextOnly] = useState(() => fromBody(draft).text);
  /** Names inserted by the picker, by person; they become links when the message is sent. */
  const mentioned = useRef(fromBody(draft).mentioned);
  const shown = useRef(draft);

  const show = (body: string) => {
    const opened = fromBody(body);
    mentioned.current = opened.mentioned;
    setTextOnly(opened.text);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another message is edited, or none
  useEffect(() => {
    const content = editing?.content;
    show(content && typeof content !== "string" ? content.text : draft);
  }, [editing]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another client wrote
  useEffect(() => {
    if (draft === shown.current || editing) return;
    shown.current = draft;
    show(draft);
  }, [draft]);

  const setText = (next: string) => {
    setTextOnly(next);
    if (editing) return;
    const body = toBody(next, mentioned.current);
    shown.current = body;
    marks.setDraft(space, place, body);
  };
  return { text, setText, mentioned: mentioned.current };
}
