/** Against toll fraud (SE-01): which countries, how long and how often; who behaves like a thief is stopped. */
import { eq } from "drizzle-orm";
import type { PhoneText, Timer } from "../../platform/index.ts";
import type { Call } from "../call/call.ts";
import { type CallParty, houseId } from "../call/party.ts";
import { type ConfigurationWriter, configurationWriter } from "../configuration-change.ts";
import { callingErrors } from "../errors.ts";
import type { RefusalReason } from "../routing/refusal.ts";
import { outsideStops, protection } from "../schema.ts";
import { type Limits, standardLimits } from "./limits.ts";
import { countryOf, type NumberClass } from "./numbers.ts";
import { Spending, type SpendingParts } from "./spending.ts";
import { UsedMinutes } from "./used-minutes.ts";
import { warnings } from "./warnings.ts";

export interface OutsideStop {
  personId: string;
  at: number;
  /** How many calls to other countries they had begun within ten minutes. */
  calls: number;
}

const burstMilliseconds = 10 * 60_000;
/** Of one person at once, where several ring for a call; where more calls at once are allowed, as many as those. */
const mostParties = 20;

interface Payer {
  personId: string;
  /** Whole, or a short one of the network; undefined: an address at a domain, which costs nothing. */
  number: string | undefined;
  international: boolean;
  /** Another trunk may be tried for the same call. */
  begun: boolean;
  /** Parties that ring for one call are one call, since one of them gets it. */
  together: object;
}

interface Running {
  together: object;
  /** The call that has the party now; undefined while it is being reached. */
  call: string | undefined;
  answered: boolean;
  /** Ends it when the minutes of the day are used up, or when nobody was reached. */
  timer: Timer;
}

/** A party that was to be called and is on no call after this was not reached. */
const reaching = 3 * 60_000;
/** A call for help is let be when the minutes are used up, and looked at again. */
const again = 60_000;

export interface ProtectionParts extends SpendingParts {
  /** Ends a call that is not for help, because of this party. @param why what the telephones of the house are told */
  hangUp(call: string, party: CallParty, why?: PhoneText): void;
  isForHelp(call: Pick<Call, "caller" | "callee">): boolean;
}

export class Protection {
  readonly #changeLimits: ConfigurationWriter;
  readonly #changeStops: ConfigurationWriter;
  readonly #parts: ProtectionParts;
  /** What all of this costs. */
  readonly spending: Spending;
  #limits: Limits;
  readonly #stops = new Map<string, OutsideStop>();
  /** Whose call it is that goes to a party outside: who dialled, or whose forward it follows. */
  readonly #payers = new WeakMap<CallParty, Payer>();
  /** Parties outside that a person pays for now, whatever became of the call. */
  readonly #running = new Map<string, Map<CallParty, Running>>();
  /** A person's latest calls to other countries: what rang together is one. */
  readonly #begun = new Map<string, { together: object; at: number }[]>();
  readonly #minutes: UsedMinutes;

  constructor(parts: ProtectionParts) {
    this.#changeLimits = configurationWriter(parts, "limits", "admin");
    this.#changeStops = configurationWriter(parts, "stops", "admin");
    this.#parts = parts;
    this.spending = new Spending(parts);
    this.#minutes = new UsedMinutes(parts);
    const { orm } = parts.db;
    const stored = orm.select().from(protection).get()?.limits;
    this.#limits = { ...standardLimits, ...stored };
    for (const stop of orm.select().from(outsideStops).all()) this.#stops.set(stop.personId, stop);
  }

  get limits(): Limits {
    return this.#limits;
  }

  close(): void {
    this.spending.close();
    this.#minutes.close();
  }

  /** Whose calls outside are stopped until an administrator lets them go on. */
  get stops(): OutsideStop[] {
    return [...this.#stops.values()].toSorted((a, b) => b.at - a.at);
  }

  async change(limits: Limits): Promise<Limits> {
    await this.#changeLimits((orm) => {
      const row = { id: 1, limits };
      orm.insert(protection).values(row).onConflictDoUpdate({ target: protection.id, set: row }).run();
    });
    this.#limits = limits;
    return limits;
  }

  /** Lets a person call outside again. */
  async lift(personId: string): Promise<void> {
    if (!this.#stops.has(personId)) throw callingErrors("stop-not-found");
    await this.#changeStops((orm) =>
      orm.delete(outsideStops).where(eq(outsideStops.personId, personId)).run(),
    );
    this.#stops.delete(personId);
    this.#begun.delete(personId);
  }

  /**
   * Why this person may not call this number now; undefined when nothing speaks against it.
   * @param together what it rings for, with others
   */
  objection(
    personId: string,
    number: string,
    wanted: NumberClass,
    together?: object,
  ): RefusalReason | undefined {
    const { countries, minutesPerDay } = this.#limits;
    if (this.#stops.has(personId)) return "stopped-outside";
    if (this.#hasAll(personId, together)) return "too-many-outside";
    if (wanted === "national") return undefined;
    if (countries && !countries.includes(countryOf(number))) return "country-barred";
    if (minutesPerDay !== null && this.#minutes.today(personId) >= minutesPerDay * 60)
      return "minutes-used-up";
    return undefined;
  }

  /** A party outside that this person's rights lead to. */
  charge(party: CallParty, personId: string, wanted: NumberClass, number?: string): void {
    const international = wanted === "international";
    this.#payers.set(party, { personId, number, international, begun: false, together: party });
  }

  /**
   * The same call by another name: whoever is reached at a number elsewhere is shown as the person.
   * @param together what it rings for, with the person's other numbers
   */
  passOn(from: CallParty, to: CallParty, together: object): void {
    const payer = this.#payers.get(from);
    if (payer) this.#payers.set(to, { ...payer, together });
  }

  /** A call to that party goes out now. Throws when it is one too many. */
  begin(party: CallParty): void {
    const payer = this.#payers.get(party);
    if (!payer) return;
    const { personId, international, together } = payer;
    if (this.#stops.has(personId)) throw new Error("the caller's calls outside are stopped");
    if (payer.begun) return;
    if (this.#hasAll(personId, together))
      throw new Error("there are as many calls outside as a person may have");
    const running = this.#running.get(personId) ?? new Map<CallParty, Running>();
    if (running.size >= Math.max(mostParties, this.#most(personId)))
      throw new Error("there are as many parties outside as a person may have");
    payer.begun = true;
    const timer = this.#parts.clock.after(reaching, () => {
      if (begun.call === undefined) this.#release(personId, party);
    });
    const begun: Running = { together, call: undefined, answered: false, timer };
    this.#running.set(personId, running.set(party, begun));
    if (international) this.#noteBurst(personId, together);
  }

  #noteBurst(personId: string, together: object): void {
    const now = this.#parts.clock.now();
    const recent = (this.#begun.get(personId) ?? []).filter(({ at }) => at > now - burstMilliseconds);
    if (!recent.some((one) => one.together === together)) recent.push({ together, at: now });
    this.#begun.set(personId, recent);
    if (recent.length <= this.#limits.burst) return;
    this.#stop(personId, recent.length);
    throw new Error("the caller's calls outside are stopped");
  }

  /** A call that `begin` told of is over, and was never one of the exchange's: a test of a trunk. */
  end(party: CallParty): void {
    const payer = this.#payers.get(party);
    if (payer) this.#release(payer.personId, party);
  }

  /** Whether this person pays for an end of the call, by their dialling, a forward or a transfer. */
  pays(personId: string, { caller, callee }: Call): boolean {
    const running = this.#running.get(personId);
    return running !== undefined && (running.has(caller) || running.has(callee));
  }

  /** Follows the parties through every call that they come to be on. */
  changed(call: Call): void {
    if (this.#running.size === 0) return;
    const over = call.state === "ended";
    const rung = new Map(call.attempt.branches.map((branch) => [branch.party, branch]));
    for (const party of new Set([call.caller, call.callee, ...call.sought, ...rung.keys()])) {
      const payer = this.#payers.get(party);
      const running = payer && this.#running.get(payer.personId)?.get(party);
      if (!payer || !running) continue;
      const isEnd = party === call.caller || party === call.callee;
      if (over && (running.call === undefined || running.call === call.id)) this.#leave(payer, party, call);
      else if (over) continue;
      else if (isEnd || rung.get(party)?.answered) this.#follow(payer, party, running, call);
      else if (rung.get(party)?.givenUp) this.#leave(payer, party, call);
    }
  }

  #follow({ personId, number, international }: Payer, party: CallParty, running: Running, call: Call): void {
    running.call = call.id;
    const isAnswered = call.attempt.branches.some((branch) => branch.party === party && branch.answered);
    if (call.answeredAt === undefined && !isAnswered && !running.answered) return;
    if (this.#parts.isForHelp(call)) this.spending.ends(party);
    else if (number !== undefined) this.spending.runs(party, { payer: personId, number, call: call.id });
    if (running.answered) return;
    running.answered = true;
    running.timer.cancel();
    if (!international) return;
    const { minutesPerDay } = this.#limits;
    this.#minutes.runs(party, personId);
    if (minutesPerDay === null) return;
    this.#endAfter(party, running, Math.max(1, minutesPerDay * 60 - this.#minutes.today(personId)) * 1000);
  }

  #endAfter(party: CallParty, running: Running, milliseconds: number): void {
    const { clock, hangUp, warn } = this.#parts;
    const warning = warnings.find((before) => before < milliseconds);
    running.timer = clock.after(milliseconds - (warning ?? 0), () => {
      if (warning !== undefined) {
        if (running.call) warn(running.call, warning);
        return this.#endAfter(party, running, warning);
      }
      this.#endAfter(party, running, again);
      if (running.call) hangUp(running.call, party);
    });
  }

  /** Its call has ended; the party may be on another one by now, which is told in the same moment. */
  #leave({ personId }: Payer, party: CallParty, call: Call): void {
    queueMicrotask(() => {
      const running = this.#running.get(personId)?.get(party);
      if (!running || (running.call !== undefined && running.call !== call.id)) return;
      this.#release(personId, party);
    });
  }

  #most(personId: string): number {
    const { callsAtOnce, house } = this.#limits;
    return personId === houseId ? house.callsAtOnce : callsAtOnce;
  }

  #hasAll(personId: string, together?: object): boolean {
    const calls = new Set([...(this.#running.get(personId)?.values() ?? [])].map((one) => one.together));
    return calls.size >= this.#most(personId) && !(together && calls.has(together));
  }

  #release(personId: string, party: CallParty): void {
    const running = this.#running.get(personId);
    this.spending.ends(party);
    this.#minutes.ends(party);
    running?.get(party)?.timer.cancel();
    running?.delete(party);
    if (running?.size === 0) this.#running.delete(personId);
  }

  #stop(personId: string, calls: number): void {
    if (this.#stops.has(personId)) return;
    const { clock, log, hangUp } = this.#parts;
    const stop = { personId, at: clock.now(), calls };
    this.#stops.set(personId, stop);
    log.warn("calls outside were stopped", { person: personId, calls });
    for (const [party, { call }] of this.#running.get(personId) ?? []) if (call) hangUp(call, party);
    void this.#changeStops((orm) => orm.insert(outsideStops).values(stop).onConflictDoNothing().run()).catch(
      (error: unknown) => log.error("a stop is not on disk, and ends with a restart", { error }),
    );
  }
}
