/** The meetings that run, by id: those of spaces, and those that came out of calls. */
import type { MeetingView } from "../../appliance/meetings/index.ts";
import { Signal } from "./signal.ts";

export class RunningMeetings {
  readonly byId = new Signal<ReadonlyMap<string, MeetingView>>(new Map());

  load(meetings: readonly MeetingView[]): void {
    this.byId.set(new Map(meetings.map((meeting) => [meeting.id, meeting])));
  }

  /** One without participants has ended. */
  keep(meeting: MeetingView): void {
    if (meeting.participants.length === 0) return this.forget(meeting.id);
    this.byId.update((old) => new Map(old).set(meeting.id, meeting));
  }

  forget(id: string): void {
    this.byId.update((old) => new Map([...old].filter(([known]) => known !== id)));
  }
}

/** The one that fits, if it runs. */
export const findMeeting = (
  meetings: ReadonlyMap<string, MeetingView>,
  fits: (meeting: MeetingView) => boolean,
): MeetingView | undefined => [...meetings.values()].find(fits);
