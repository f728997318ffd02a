/**
 * Calls with everything that people do to them, for a soak: held, sent on, put in a meeting, left to voicemail, rung
 * on a shared line, by sipp against an appliance in this process.
 */
import { readdirSync } from "node:fs";
import { runningCalls } from "../../appliance/calling/schema.ts";
import type { Person } from "../../appliance/people/index.ts";
import type { TestAppliance } from "./appliance.ts";
import { AppClient } from "./client.ts";
import { freePort } from "./process.ts";
import { runSipp } from "./sipp.ts";
import { until } from "./until.ts";

/** What the appliance has to be started with. */
export const stormSettings = {
  SIP__DOMAIN: "127.0.0.1",
  SIP__DIGEST_ALGORITHMS: "MD5",
  SIP__REQUESTS_PER_SECOND: "100000",
  CALLING__CALLS_PER_LINE: "20000",
};

const password = "a long password";
const line = "2500";
/** Who was put in a meeting waits there when the caller has left; so many may, until somebody sends them home. */
const mostInMeetings = 5;

/** A meeting whose people all hung up on the way there stands for twenty seconds. */
const unenteredSeconds = 25;

/** What the app did to calls, and how often it came too late. */
export interface Deeds {
  held: number;
  transferred: number;
  met: number;
  refused: number;
}

export interface StormResult {
  successful: number;
  failed: number;
  errors: string[];
  deeds: Deeds;
}

/** What there is of calls. */
export interface Leftovers {
  calls: number;
  dialogs: number;
  legs: number;
  conferences: number;
  parked: number;
  /** People who seem to be on a call. */
  busy: number;
  /** Calls that a house which starts now would take for cut off. */
  rows: number;
  /** Open files and sockets, the ports of media among them. */
  descriptors: number;
}

export class CallStorm {
  readonly #box: TestAppliance;
  readonly #app: AppClient;
  readonly #people: { callee: Person; target: Person; absent: Person };
  readonly #caller: { username: string; password: string };
  readonly #over = new AbortController();
  readonly #answering: Promise<unknown>[] = [];

  private constructor(
    box: TestAppliance,
    app: AppClient,
    people: { callee: Person; target: Person; absent: Person },
    caller: { username: string; password: string },
  ) {
    this.#box = box;
    this.#app = app;
    this.#people = people;
    this.#caller = caller;
  }

  /** With telephones that answer. @param isSetUp false: it sets the appliance up */
  static async open(box: TestAppliance, isSetUp = false): Promise<CallStorm> {
    const { people, calling, sip } = box.rooms;
    const { directory, invitations } = people;
    const colleague = async (name: string) => {
      const { token } = await invitations.invite({ name, email: `${name}@example.org`, role: "user" });
      return invitations.accept(token, { name, password });
    };
    const begun = { code: box.setupCode ?? "", organisation: "Soak" };
    const first = { name: "Caller", email: "caller@example.org", password };
    const { id } = isSetUp ? await colleague("caller") : await directory.setUp({ ...begun, ...first });
    const [callee, target, absent] = [
      await colleague("callee"),
      await colleague("target"),
      await colleague("absent"),
    ];
    for (const person of [callee, target]) await calling.settings.change(person.id, { voicemail: false });
    const members = [callee.id, target.id];
    await calling.sharedLines.put(undefined, { name: "Line", number: line, seconds: 20, members });
    const app = new AppClient(box.url);
    await app.signIn({ name: callee.name, email: callee.email, password });
    const own = await sip.devices.add(id, "sipp", { plain: true });
    const caller = { username: own.device.username, password: own.password };
    const storm = new CallStorm(box, app, { callee, target, absent }, caller);
    for (const person of [callee, target]) await storm.#answerAs(person);
    return storm;
  }

  /** @param rate calls a second to a person; a fifth as many to the line, a tenth to a mailbox */
  async run(seconds: number, rate: number): Promise<StormResult> {
    const { callee, absent } = this.#people;
    const deeds: Deeds = { held: 0, transferred: 0, met: 0, refused: 0 };
    const over = new AbortController();
    const meddling = this.#meddle(rate, deeds, over.signal);
    const results = await Promise.all([
      this.#stream(callee.extension ?? "", rate, { seconds, pause: 1500 }),
      this.#stream(line, rate / 5, { seconds, pause: 800 }),
      this.#stream(absent.extension ?? "", rate / 10, { seconds, pause: 2500 }),
    ]);
    over.abort();
    await meddling;
    return {
      successful: results.reduce((sum, { successful }) => sum + successful, 0),
      failed: results.reduce((sum, { failed }) => sum + failed, 0),
      errors: results.flatMap(({ failed, errors }) => (failed > 0 ? errors.split("\n").slice(0, 3) : [])),
      deeds,
    };
  }

  /** What is left when everybody has hung up and all calls are on record. */
  async rest(): Promise<Leftovers> {
    const { calling, sip, media, messaging, people, db } = this.#box.rooms;
    for (const { id } of [this.#people.callee, this.#people.target])
      for (const call of calling.ownCalls.of(id).calls) calling.ownCalls.hangUp(id, call.id);
    await calling.settled();
    const rows = () => db.orm.select().from(runningCalls).all().length;
    await until(() => rows() === 0 && calling.parked.length === 0).catch(() => {}); // it is told below
    const end = Date.now() + unenteredSeconds * 1000;
    let { legs, conferences } = await media.load();
    while (legs + conferences > 0 && Date.now() < end) {
      await Bun.sleep(20);
      ({ legs, conferences } = await media.load());
    }
    return {
      calls: calling.liveCalls.length,
      dialogs: sip.load.dialogs,
      legs,
      conferences,
      parked: calling.parked.length,
      busy: people.directory.search("", 100).filter(({ id }) => messaging.presence.of(id) === "call").length,
      rows: rows(),
      descriptors: readdirSync("/proc/self/fd").length,
    };
  }

  async close(): Promise<void> {
    this.#over.abort();
    await Promise.allSettled(this.#answering);
  }

  async #answerAs(person: Person): Promise<void> {
    const { sip } = this.#box.rooms;
    const { device, password: secret } = await sip.devices.add(person.id, "sipp", { plain: true });
    const localPort = freePort();
    const users = [{ username: device.username, password: secret }];
    await runSipp("register", { port: sip.ports.udp, users, localPort });
    const { signal } = this.#over;
    const limits = { calls: 1_000_000, timeoutSeconds: 24 * 3600, concurrent: 10_000 };
    this.#answering.push(runSipp("callee", { port: 0, localPort, signal, ...limits }));
  }

  /** Calls to one number, one after the other at a rate, until the time is over. */
  #stream(service: string, callsPerSecond: number, { seconds, pause }: { seconds: number; pause: number }) {
    const calls = Math.round(seconds * callsPerSecond);
    const users = Array.from({ length: calls }, () => this.#caller);
    const timeoutSeconds = seconds + 60;
    const { udp: port } = this.#box.rooms.sip.ports;
    return runSipp("caller", { port, users, service, calls, callsPerSecond, pause, timeoutSeconds });
  }

  /** What the callee's app does with calls that stand, at random. */
  async #meddle(rate: number, deeds: Deeds, over: AbortSignal): Promise<void> {
    const { callee } = this.#people;
    const { ownCalls } = this.#box.rooms.calling;
    while (!over.aborted) {
      await Bun.sleep(1000 / rate);
      const own = ownCalls.of(callee.id).calls;
      const waiting = own.filter(({ state }) => state === "served");
      for (const { id } of waiting.slice(mostInMeetings)) ownCalls.hangUp(callee.id, id);
      const standing = own.filter(({ state }) => state === "connected");
      const call = standing[Math.floor(Math.random() * standing.length)];
      if (call) await this.#doTo(call.id, deeds);
    }
  }

  async #doTo(id: string, deeds: Deeds): Promise<void> {
    const { callee, target } = this.#people;
    const { ownCalls } = this.#box.rooms.calling;
    const chance = Math.random();
    try {
      if (chance < 0.4) {
        ownCalls.hold(callee.id, id, true);
        setTimeout(() => {
          try {
            ownCalls.hold(callee.id, id, false);
          } catch {
            // It ended while it was held.
          }
        }, 200);
        deeds.held++;
      } else if (chance < 0.6)
        void ownCalls.transfer(callee.id, id, target.extension ?? "").then(
          () => deeds.transferred++,
          () => deeds.refused++,
        );
      else if (chance < 0.65 && (await this.#app.api.meetings.$post({ json: { calls: [id] } })).ok)
        deeds.met++;
    } catch {
      deeds.refused++; // it ended in the same moment
    }
  }
}
