/** What happens without a look, told politely to screen readers in one place that is always there. */
import "../text/announced.ts";
import "../text/calls.ts";
import { useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useSession } from "../parts/session-context.ts";
import { Announcer } from "./announcer.ts";
import { CallsTold } from "./calls-told.tsx";
import { MeetingTold } from "./meeting-told.tsx";
import { useConnectionTold, useMessagesTold, usePageTold, useUploadsTold } from "./space-told.ts";

export default function Announcements() {
  const session = useSession();
  const [announcer] = useState(() => new Announcer());
  const { space } = useParams({ strict: false });
  const { thread } = useSearch({ strict: false });
  useEffect(() => () => announcer.close(), [announcer]);
  useMessagesTold(session, announcer, space);
  useUploadsTold(session, announcer, space, space);
  useUploadsTold(session, announcer, space, thread);
  useConnectionTold(announcer);
  usePageTold(announcer);
  return (
    <>
      <CallsTold announcer={announcer} />
      <MeetingTold announcer={announcer} />
      <Region announcer={announcer} />
    </>
  );
}

/** In a shadow of its own: what looks for a text in the page finds it where it stands, and not twice. */
function Region({ announcer }: { announcer: Announcer }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const region = document.createElement("div");
    region.role = "status";
    region.ariaLive = "polite";
    host.current?.attachShadow({ mode: "closed" }).append(region);
    return announcer.told.subscribe(() => {
      const lines = announcer.told.value.map((text) => {
        const line = document.createElement("p");
        line.textContent = text;
        return line;
      });
      region.replaceChildren(...lines); // new ones, so that the same text is said again
    });
  }, [announcer]);
  return createPortal(<div ref={host} className="hidden-label" />, document.body); // what a meeting covers is mute
}
