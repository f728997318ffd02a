/**
 * Calls with all that the storm of sipp has not (call-storm.ts), one after the other, by sip.js: over a trunk, from an
 * app (WebRTC), put together after asking, sent on, held, parked and fetched, rung at a number elsewhere, and left to
 * a mailbox; with sound at every end.
 */
import { RtpSound } from "./softphone-media.ts";
import { type SoftphoneHouse, type Station, stationKinds } from "./softphones.ts";
import { until } from "./until.ts";

export interface RoundsResult {
  /** In each of which everything is done once. */
  rounds: number;
  errors: string[];
}

interface Stations {
  desk: Station;
  colleague: Station;
  app: Station;
  outsider: Station;
  mobile: Station;
  /** Whose telephone is off, and who is rung at the mobile. */
  reached: Station;
  /** Whose telephone is off, and who has a mailbox. */
  absent: Station;
}

/** Hertz: what is said from here on is recorded. */
const recordingTone = 1000;
/** Packets of a message; one of less than a second is none. */
const message = 75;

export class CallRounds {
  readonly #house: SoftphoneHouse;
  readonly #at: Stations;

  private constructor(house: SoftphoneHouse, stations: Stations) {
    this.#house = house;
    this.#at = stations;
  }

  static async open(house: SoftphoneHouse): Promise<CallRounds> {
    const [phone, app, trunk] = stationKinds;
    const stations: Stations = {
      desk: await house.station(phone, 600),
      colleague: await house.station(phone, 800),
      app: await house.station(app, 1000),
      outsider: await house.station(trunk, 1200),
      mobile: await house.station(trunk, 1400),
      reached: await house.station(phone, 1600),
      absent: await house.station(phone, 1800),
    };
    const { mobile, reached, absent } = stations;
    for (const { phone: off } of [reached, absent]) await off.unregister();
    const { settings } = house.box.rooms.calling;
    const reach = [{ number: mobile.number, delaySeconds: 0 }];
    await settings.change(reached.personId ?? "", { reach });
    await settings.change(absent.personId ?? "", { voicemail: true });
    return new CallRounds(house, stations);
  }

  /** Everything once, and again until the time is over. */
  async run(seconds: number): Promise<RoundsResult> {
    const over = Date.now() + seconds * 1000;
    const result: RoundsResult = { rounds: 0, errors: [] };
    do
      try {
        await this.#putTogether();
        await this.#sentOn();
        await this.#parked();
        await this.#elsewhere();
        await this.#left();
        result.rounds++;
      } catch (error) {
        result.errors.push(String(error));
      }
    while (Date.now() < over);
    return result;
  }

  /** Somebody outside calls the desk, which asks the app and puts the two together. */
  async #putTogether(): Promise<void> {
    const { outsider, desk, app } = this.#at;
    const [outside, own] = await this.#house.connect(outsider, desk);
    const [asking, asked] = await this.#house.connect(desk, app);
    await own.refer(asking);
    await until(() => own.over && asking.over);
    await Promise.all([asked.media.hears(outsider.tone, []), outside.media.hears(app.tone, [])]);
    await outside.hangUp();
    await until(() => asked.over);
  }

  /** The app calls the desk, holds it, and sends it on to somebody outside. */
  async #sentOn(): Promise<void> {
    const { outsider, desk, app } = this.#at;
    const [own, theirs] = await this.#house.connect(app, desk);
    const { ownCalls } = this.#house.box.rooms.calling;
    const [call] = ownCalls.of(app.personId ?? "").calls;
    ownCalls.hold(app.personId ?? "", call?.id ?? "", true);
    await theirs.media.hearsOther([app.tone]); // music
    ownCalls.hold(app.personId ?? "", call?.id ?? "", false);
    await theirs.media.hears(app.tone, []);
    await own.refer(outsider.number);
    const ringing = await outsider.phone.rings();
    await ringing.answer();
    await until(() => own.over && ringing.established);
    await ringing.media.speak(outsider.tone);
    await theirs.media.hears(outsider.tone, []);
    await ringing.hangUp();
    await until(() => theirs.over);
  }

  /** The app parks whom it called, and a colleague fetches them. */
  async #parked(): Promise<void> {
    const { desk, app, colleague } = this.#at;
    const { calling } = this.#house.box.rooms;
    const [own, theirs] = await this.#house.connect(app, desk);
    await own.refer("*68");
    const mine = () => calling.parked.find(({ caller }) => caller.personId === desk.personId);
    await until(() => mine() !== undefined);
    await own.hangUp();
    const fetching = await colleague.phone.call(mine()?.slot ?? "");
    await until(() => fetching.established);
    await fetching.media.hears(desk.tone, []);
    await fetching.hangUp();
    await until(() => theirs.over && own.over);
  }

  /** Who is called answers at their number elsewhere, and presses 1. */
  async #elsewhere(): Promise<void> {
    const { desk, mobile, reached } = this.#at;
    const calling = await desk.phone.call(reached.number);
    const ringing = await mobile.phone.rings();
    await ringing.answer();
    await until(() => ringing.established);
    await ringing.media.hearsOther([]); // the question
    await ringing.press("1");
    await until(() => calling.established);
    await calling.media.speak(desk.tone);
    await ringing.media.hears(desk.tone, []);
    await calling.hangUp();
    await until(() => ringing.over);
  }

  /** Somebody outside leaves a message, which is thrown away. */
  async #left(): Promise<void> {
    const { outsider, absent } = this.#at;
    const { mailboxes } = this.#house.box.rooms.calling;
    const owner = absent.personId ?? "";
    const leaving = await outsider.phone.call(absent.direct);
    await until(() => leaving.established);
    await leaving.media.speak(outsider.tone);
    await leaving.media.hears(recordingTone, []);
    if (leaving.media instanceof RtpSound) await leaving.media.goesOn(message);
    await leaving.hangUp();
    await until(() => mailboxes.count(owner).fresh > 0);
    for (const { id } of mailboxes.of(owner)) await mailboxes.remove(owner, id);
  }
}
