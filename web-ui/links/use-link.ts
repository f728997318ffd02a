/** The preview of the link that is being written: asked for a moment after the last letter, once for each address. */
import { useEffect, useState } from "react";
import { askForLink } from "./ask.ts";
import { type LinkContent, linkIn } from "./link.ts";

const askAfter = 500;

export interface WrittenLink {
  /** What will be sent with the message. */
  link: LinkContent | undefined;
  /** Sends the message without it. */
  remove(): void;
}

/** @param wanted false where the administrator, the person, or the kind of message has none */
export function useLink(text: string, wanted: boolean): WrittenLink {
  const [found, setFound] = useState<LinkContent>();
  const [removed, setRemoved] = useState<string>();
  const url = wanted ? linkIn(text, location.origin) : undefined;
  useEffect(() => {
    if (!url || url === removed || url === found?.url) return;
    let left = false;
    const timer = setTimeout(() => {
      askForLink(url).then(
        (link) => !left && setFound(link),
        () => {}, // the message is sent without it
      );
    }, askAfter);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [url, removed, found]);
  const shown = url !== undefined && url === found?.url && url !== removed;
  return { link: shown ? found : undefined, remove: () => setRemoved(url) };
}
