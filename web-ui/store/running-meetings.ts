/** The meetings that run, by their space. */
import type { MeetingView } from "../../appliance/meetings/index.ts";
import { Signal } from "./signal.ts";

export class RunningMeetings {
  readonly bySpace = new Signal<ReadonlyMap<string, MeetingView>>(new Map());

  load(meetings: readonly MeetingView[]): void {
    this.bySpace.set(new Map(meetings.map((meeting) => [meeting.space, meeting])));
  }

  /** One without participants has ended. */
  keep(meeting: MeetingView): void {
    this.bySpace.update((old) => {
      const next = new Map(old);
      if (meeting.participants.length > 0) next.set(meeting.space, meeting);
      else if (next.get(meeting.space)?.id === meeting.id) next.delete(meeting.space);
      return next;
    });
  }

  forget(id: string): void {
    this.bySpace.update((old) => new Map([...old].filter(([, meeting]) => meeting.id !== id)));
  }
}
