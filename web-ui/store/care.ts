/** The care desks, one's duty at them, and the open requests that one has to do with. */
import type { CareRequest, Desk, Duty } from "../../appliance/care/index.ts";
import { api, call } from "../api/client.ts";
import { Signal } from "./signal.ts";
import type { StreamEvent } from "./stream.ts";
import type { Ask } from "./vault.ts";

export type { CareRequest, Desk } from "../../appliance/care/index.ts";

const nothing: { desks: Desk[]; duties: Duty[]; requests: CareRequest[] } = {
  desks: [],
  duties: [],
  requests: [],
};

/** What changes comes by the stream, in its order: what a request is answered with may be older by then. */
export class CareStore {
  readonly desks = new Signal<readonly Desk[]>([]);
  readonly duties = new Signal<readonly Duty[]>([]);
  /** Space → the newest request in it. */
  readonly requests = new Signal<ReadonlyMap<string, CareRequest>>(new Map());
  readonly #ask: Ask;
  readonly #staff: boolean;
  #loads = 0;
  /** What the stream told since the newest load began: that may be older. */
  #told = new Map<string, CareRequest>();

  /** @param ask how to load when told to without saying how */
  constructor(ask: Ask, staff: boolean) {
    this.#ask = ask;
    this.#staff = staff;
  }

  async load(ask = this.#ask): Promise<void> {
    const load = ++this.#loads;
    this.#told = new Map();
    const { desks, duties, requests } = this.#staff
      ? await ask("care", () => call(api.care.$get()))
      : nothing;
    if (load !== this.#loads) return; // a newer one is on its way
    this.desks.set(desks);
    this.duties.set(duties);
    this.requests.set(
      new Map([...requests, ...this.#told.values()].map((request) => [request.space, request])),
    );
  }

  async receive(event: StreamEvent): Promise<void> {
    if (event.kind !== "care.changed") return this.load();
    const request = event.state as CareRequest | null;
    if (!request) return;
    this.#told.set(request.space, request);
    this.requests.update((old) => new Map(old).set(request.space, request));
  }

  /**
   * @param id the same again asks once
   * @param space of one's own, where the question will stand
   */
  async ask(id: string, desk: string, skill: string | null, space: string): Promise<void> {
    const json = { id, desk, skill, space };
    await call(api.care.requests.$post({ json }));
  }

  async take(id: string): Promise<void> {
    await call(api.care.requests[":id"].take.$post({ param: { id } }));
  }

  async pass(id: string): Promise<void> {
    await call(api.care.requests[":id"].pass.$post({ param: { id } }));
  }

  async solve(id: string): Promise<void> {
    await call(api.care.requests[":id"].solve.$post({ param: { id } }));
  }

  async setDuty(desk: string, onDuty: boolean): Promise<void> {
    const answer = await call(api.care.duties[":id"].$put({ param: { id: desk }, json: { onDuty } }));
    this.duties.set(answer.duties);
  }

  /** The space was left, and with it the request. */
  forget(space: string): void {
    this.#told.delete(space);
    if (this.requests.value.has(space))
      this.requests.update((old) => new Map([...old].filter(([id]) => id !== space)));
  }
}
