/** Messages of the open conversation, files on their way up, the page, and the connection: as they are told. */
import { useEffect, useRef } from "react";
import type { Message } from "../../appliance/messaging/index.ts";
import { pageTitle } from "../parts/document-title.ts";
import { useAway } from "../parts/use-away.ts";
import { plain } from "../search/snippet.ts";
import { viewMessage } from "../store/message-view.ts";
import type { Session } from "../store/session.ts";
import type { Upload } from "../store/uploads.ts";
import { numberOf, t } from "../text/index.ts";
import type { Announcer } from "./announcer.ts";

/** Longer ones are read in the conversation. */
const mostLetters = 200;

async function textOf({ keyring, people }: Session, message: Message): Promise<string> {
  const name = people.nameOf(message.author);
  const { content } = await viewMessage(keyring, message);
  if (typeof content === "string") return t("announced.message.locked", { name });
  const words = plain(content.text) || t("notice.file", { count: content.files?.length ?? 1 });
  const text = words.length > mostLetters ? `${words.slice(0, mostLetters)}…` : words;
  return t("announced.message", { name, text });
}

export function useMessagesTold(session: Session, announcer: Announcer, space: string | undefined): void {
  useEffect(
    () =>
      session.onEvent("message.created", ({ state }) => {
        const message = state as Message | undefined;
        if (!message || message.space !== space || message.author === session.me.person.id) return;
        const name = session.people.nameOf(message.author);
        const many = (count: number) => t("announced.messages", { count, name });
        void textOf(session, message).then((text) => announcer.say("messages", text, many));
      }),
    [session, announcer, space],
  );
}

/** Quarters, so that a long one is heard to go on. */
const quarterOf = ({ share }: Upload): number => Math.floor(share * 4);

/** @param place the space, or the message whose thread is written in */
export function useUploadsTold(
  session: Session,
  announcer: Announcer,
  space: string | undefined,
  place: string | undefined,
): void {
  useEffect(() => {
    if (!space || !place) return;
    const { list } = session.uploads(space, place);
    let before = list.value;
    return list.subscribe(() => {
      const known = new Map(before.map((upload) => [upload.id, upload]));
      before = list.value;
      for (const upload of before) {
        const { id, reference, share } = upload;
        const { name } = upload.file;
        const was = known.get(id);
        if (reference && !was?.reference) announcer.say(id, t("announced.uploaded", { name }));
        else if (was && share < 1 && quarterOf(upload) > quarterOf(was))
          announcer.say(id, t("announced.upload", { name, share: numberOf(share, { style: "percent" }) }));
      }
    });
  }, [session, announcer, space, place]);
}

export function useConnectionTold(announcer: Announcer): void {
  const away = useAway();
  const wasAway = useRef(false);
  useEffect(() => {
    if (away !== wasAway.current)
      announcer.say("connection", t(away ? "connection.lost" : "connection.back"));
    wasAway.current = away;
  }, [away, announcer]);
}

/** Another page, unless the focus has gone there and says so. */
export function usePageTold(announcer: Announcer): void {
  useEffect(
    () =>
      pageTitle.subscribe(() => {
        const { value: title } = pageTitle;
        requestAnimationFrame(() => {
          const isInside = document.querySelector("main")?.contains(document.activeElement);
          if (title !== "" && !isInside) announcer.say("page", title);
        });
      }),
    [announcer],
  );
}
