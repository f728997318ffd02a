/** What people and telephones do with meetings: of a space or out of calls. */
import type { ServiceCall } from "../calling/index.ts";
import type { Person } from "../people/index.ts";
import { applyControl, type HostControl } from "./controls.ts";
import { meetingErrors } from "./errors.ts";
import type { Meeting, MeetingParticipant, MeetingView, ParticipantChange } from "./meeting.ts";
import { amongPeople, inSpace, isOfCalls, type Place } from "./place.ts";
import { type MeetingsParts, RunningMeetings } from "./running-meetings.ts";

/** Meetings' numbers: eight, then six digits. */
const numberPattern = /^8\d{6}$/;
/** How many may show each other pictures beside a call: two people on several browsers. */
const callCapacity = 8;

export class Meetings {
  readonly #parts: MeetingsParts;
  readonly #running: RunningMeetings;

  constructor(parts: MeetingsParts) {
    this.#parts = parts;
    this.#running = new RunningMeetings(parts);
    parts.calling.onConferenceKey((calls, personId) => this.#gatherFor(personId, calls));
  }

  get count(): number {
    return this.#running.all.length;
  }

  /** Meetings that run in the spaces of a person, and those of their calls. */
  of(personId: string): MeetingView[] {
    return this.#running.all.filter(({ place }) => place.isMember(personId)).map(({ view }) => view);
  }

  /** The meeting of the space; started when there is none. */
  start(space: string, person: Person): Promise<MeetingView> {
    const { messaging, directory } = this.#parts;
    messaging.rights.requireMember(space, person.id);
    const capacity = directory.entitlements(person.id).meetingSize;
    const here = (place: Place) => place.space === space;
    // Whoever is invited may come: only opening one is a matter of the offer.
    if (!this.#running.isAt(space, here)) directory.requireEntitled(person.id, "meetings");
    return this.#running.once(space, here, {
      place: inSpace(messaging, space),
      host: person.id,
      capacity,
    });
  }

  /** The pictures beside one of the person's calls; started when there are none. */
  async startBeside(call: string, person: Person): Promise<MeetingView> {
    this.#parts.directory.requireEntitled(person.id, "video");
    const people = this.#parts.calling.ownCalls.peopleOn(call);
    if (!people.includes(person.id)) throw meetingErrors("meeting-not-found");
    const place = amongPeople(people, call);
    const options = { place, host: person.id, capacity: callCapacity };
    const view = await this.#running.once(call, (one) => one.call === call, options);
    const opened = this.#running.find(view.id);
    if (this.#parts.calling.ownCalls.peopleOn(call).length > 0 || !opened) return view;
    await this.#running.close(opened); // the call ended while they were opened
    throw meetingErrors("meeting-not-found");
  }

  /**
   * Puts the person's calls together: everybody on them is in one meeting, the person once.
   * @param calls ids
   */
  async gather(calls: readonly string[], person: Person): Promise<MeetingView> {
    const { ownCalls } = this.#parts.calling;
    this.#parts.directory.requireEntitled(person.id, "calling");
    ownCalls.requireAll(person.id, calls);
    const people = [...new Set(calls.flatMap((call) => ownCalls.peopleOn(call)))];
    const { meetingSize } = this.#parts.directory.entitlements(person.id);
    const place = amongPeople(people);
    const capacity = Math.max(meetingSize, callCapacity);
    const meeting = await this.#running.open({ place, host: person.id, capacity });
    try {
      await this.#running.gathering(meeting, () => ownCalls.gather(person.id, calls, meeting));
    } catch (error) {
      await this.#running.close(meeting);
      throw error;
    }
    return meeting.view;
  }

  /** For a telephone's key; resolves with the status that says how it went. */
  async #gatherFor(personId: string, calls: readonly string[]): Promise<number> {
    const person = this.#parts.directory.find(personId);
    if (!person) return 403;
    try {
      await this.gather(calls, person);
      return 200;
    } catch (error) {
      this.#parts.log.warn("a telephone's calls were not put together", { error });
      return 480;
    }
  }

  join(id: string, person: Person): { participant: MeetingParticipant; meeting: MeetingView } {
    const meeting = this.#running.require(id, person.id);
    const participant = meeting.add(
      { personId: person.id, name: person.name, kind: "browser" },
      this.#parts.clock.now(),
    );
    this.#parts.records.joined(meeting, participant);
    this.#running.changed(meeting);
    return { participant, meeting: meeting.view };
  }

  publish(id: string, participant: string, person: Person, sdp: string): Promise<string> {
    return this.#own(id, participant, person).conference.publish(participant, sdp);
  }

  /** @param restart for a browser that is in another network now */
  subscribe(id: string, participant: string, person: Person, restart: boolean): Promise<string> {
    return this.#own(id, participant, person).conference.subscribe(participant, restart);
  }

  subscribed(id: string, participant: string, person: Person, sdp: string): Promise<void> {
    return this.#own(id, participant, person).conference.subscribed(participant, sdp);
  }

  /** How large the participant's browser shows what it receives: pixels by stream, 0 for not at all. */
  show(id: string, participant: string, person: Person, heights: Record<string, number>): Promise<void> {
    return this.#own(id, participant, person).conference.show(participant, heights);
  }

  change(id: string, participant: string, person: Person, change: ParticipantChange): void {
    const meeting = this.#own(id, participant, person);
    meeting.change(participant, change);
    if (change.muted !== undefined) void meeting.conference.mute(participant, change.muted);
    this.#running.changed(meeting);
  }

  /** A line of captions for everybody in the meeting; like what it repeats, it is kept nowhere. */
  caption(id: string, participant: string, person: Person, text: string): void {
    const meeting = this.#own(id, participant, person);
    const readers = new Set(meeting.participants.flatMap(({ personId }) => personId ?? []));
    this.#parts.stream.signal([...readers], "meeting.caption", { meeting: id, participant, text });
  }

  /** What the host does to others. It is kept in the event log, with who did it. */
  async control(id: string, person: Person, control: HostControl): Promise<void> {
    const meeting = this.#running.require(id, person.id);
    if (meeting.host !== person.id) throw meetingErrors("host-needed");
    await applyControl(meeting, person.id, control, {
      mute: async ({ id: participant }) => {
        meeting.change(participant, { muted: true });
        await meeting.conference.mute(participant, true);
        this.#running.tell(meeting, participant, "meeting.muted", { participant });
      },
      remove: async ({ id: participant }) => {
        this.#running.tell(meeting, participant, "meeting.expelled", { participant });
        await this.#running.remove(meeting, participant);
      },
    });
    const { db, events } = this.#parts;
    const { space } = meeting.place;
    const payload = { ...(space && { space }), by: person.id, ...control };
    const topic = space ? `space:${space}` : `person:${person.id}`;
    const event = { topic, kind: "meeting.controlled", subject: meeting.id, payload };
    await db.write(() => void events.append(event));
    this.#running.changed(meeting);
  }

  async leave(id: string, participant: string, person: Person): Promise<void> {
    await this.#running.remove(this.#own(id, participant, person), participant);
  }

  /** Ends it for everybody; the host may. */
  async end(id: string, person: Person): Promise<void> {
    const meeting = this.#running.require(id, person.id);
    if (meeting.host !== person.id) throw meetingErrors("host-needed");
    await this.#running.close(meeting);
  }

  hasNumber(dialled: string): boolean {
    return numberPattern.test(dialled) && this.#running.byNumber(dialled) !== undefined;
  }

  idOfNumber(dialled: string): string {
    return this.#running.byNumber(dialled)?.id ?? dialled;
  }

  /** A telephone has dialled the meeting's number. */
  async takeCall(call: ServiceCall): Promise<void> {
    const meeting = this.#running.byNumber(call.dialled);
    if (!meeting) throw meetingErrors("meeting-not-found");
    const { name, personId } = call.caller;
    const participant = meeting.add({ personId, name, kind: "phone" }, this.#parts.clock.now());
    if (isOfCalls(meeting.place)) call.joins(meeting.id);
    this.#running.seat(participant.id, call);
    const leave = () => void this.#running.remove(meeting, participant.id);
    call.onEnd = leave;
    try {
      if (!(await call.answer())) return leave();
      await meeting.conference.joinLeg(participant.id, call.leg);
    } catch (error) {
      leave();
      throw error;
    }
    if (!meeting.find(participant.id)) return; // it hung up meanwhile
    this.#parts.records.joined(meeting, participant);
    this.#running.changed(meeting);
  }

  async close(): Promise<void> {
    this.#parts.records.close();
    await this.#running.closeAll();
  }

  /** The meeting, when the participant in it is this person's own. */
  #own(id: string, participant: string, person: Person): Meeting {
    const meeting = this.#running.require(id, person.id);
    if (meeting.find(participant)?.personId !== person.id) throw meetingErrors("meeting-not-found");
    return meeting;
  }
}
