/** What is the person's own on every client: flags, drafts, preferences; and how far others have read. */
import type { Draft, Flag, Preferences, Receipt } from "../../appliance/messaging/index.ts";
import { ApiError, api, call } from "../api/client.ts";
import { decryptContent } from "../crypto/content.ts";
import type { SealedSpace } from "./sealed-space.ts";
import { Signal } from "./signal.ts";
import type { StreamEvent } from "./stream.ts";
import type { Ask } from "./vault.ts";

export interface DraftView {
  space: string;
  /** The space, or the message whose thread it will join. */
  place: string;
  text: string;
}

const saveAfter = 500;
/** Characters that a browser still sends for a page that was left: 64 KiB for all of its requests together. */
const largestLeft = 32_000;

export class MarkStore {
  /** By message. */
  readonly flags = new Signal<ReadonlyMap<string, Flag>>(new Map());
  /** By place. */
  readonly drafts = new Signal<ReadonlyMap<string, DraftView>>(new Map());
  readonly preferences = new Signal<Preferences | undefined>(undefined);
  /** By space: how far each of the others has read. */
  readonly receipts = new Signal<ReadonlyMap<string, ReadonlyMap<string, number>>>(new Map());
  /** How often the preferences were changed here, and when the last change was answered. */
  #preferenceChanges = 0;
  #preferencesSent: Promise<void> = Promise.resolve();
  readonly #spaceOf: (id: string) => SealedSpace;
  readonly #keep: Ask;
  /** Places written in since drafts were last asked for, and those that still wait to be saved. */
  #written = new Set<string>();
  /** By place: what the appliance does not have yet, also because it could not be reached. */
  readonly #saving = new Map<string, { timer: ReturnType<typeof setTimeout>; save: () => Promise<void> }>();

  /** @param keep how preferences are asked for, so that the next start begins with them */
  constructor(spaceOf: (id: string) => SealedSpace, keep: Ask) {
    this.#spaceOf = spaceOf;
    this.#keep = keep;
  }

  /** Keys of one's own choice, by command. */
  get shortcuts(): Preferences["shortcuts"] {
    return this.preferences.value?.shortcuts ?? {};
  }

  async load(ask: Ask): Promise<void> {
    this.#written = new Set(this.#saving.keys());
    const [flags, drafts, preferences] = await Promise.all([
      ask("flags", () => call(api.flags.$get())),
      ask("drafts", () => call(api.drafts.$get())),
      ask("preferences", () => call(api.preferences.$get())),
    ]);
    this.flags.set(new Map(flags.flags.map((flag) => [flag.message, flag])));
    this.preferences.set(preferences.preferences);
    const opened = await Promise.all(drafts.drafts.map((draft) => this.#open(draft)));
    // What was written here while they were on their way is newer.
    const mine = [...this.drafts.value].filter(([place]) => this.#written.has(place));
    const theirs = opened.flatMap((draft) =>
      draft && !this.#written.has(draft.place) ? [[draft.place, draft] as const] : [],
    );
    this.drafts.set(new Map([...theirs, ...mine]));
  }

  async receive(event: StreamEvent): Promise<void> {
    if (event.kind === "flag.changed") {
      const { flags } = await call(api.flags.$get());
      this.flags.set(new Map(flags.map((flag) => [flag.message, flag])));
    } else if (event.kind === "preferences.changed") await this.#loadPreferences();
    else if (event.kind === "draft.changed" && event.state) {
      if (this.#saving.has(event.subject)) return; // what is being written here is newer
      const draft = await this.#open(event.state as Draft);
      this.#keepDraft(event.subject, draft);
    }
  }

  async setFlag(message: string, space: string, dueAt: number | null): Promise<void> {
    const flag = { message, space, dueAt, createdAt: Date.now() };
    await this.#changeFlag(message, flag, () =>
      call(api.messages[":id"].flag.$put({ param: { id: message }, json: { dueAt } })),
    );
  }

  async removeFlag(message: string): Promise<void> {
    await this.#changeFlag(message, undefined, () =>
      call(api.messages[":id"].flag.$delete({ param: { id: message } })),
    );
  }

  /** Shows the flag at once, and what was there before when the appliance refuses. */
  async #changeFlag(message: string, flag: Flag | undefined, send: () => Promise<unknown>): Promise<void> {
    const before = this.flags.value.get(message);
    this.#showFlag(message, flag);
    try {
      await send();
    } catch (error) {
      this.#showFlag(message, before);
      throw error;
    }
  }

  #showFlag(message: string, flag: Flag | undefined): void {
    const flags = new Map(this.flags.value);
    if (flag) flags.set(message, flag);
    else flags.delete(message);
    this.flags.set(flags);
  }

  /** Shows a change at once and sends it after those before it, so that no late answer takes it back. */
  async changePreferences(change: Partial<Preferences>): Promise<void> {
    const json = change as { [Name in keyof Preferences]?: Preferences[Name] };
    const latest = ++this.#preferenceChanges;
    this.preferences.update((old) => old && { ...old, ...change });
    const shown = this.preferences.value;
    if (shown) void this.#keep("preferences", async () => ({ preferences: shown })); // should the page be left now
    const sent = this.#preferencesSent.then(() =>
      this.#keep("preferences", () => call(api.preferences.$patch({ json }, { init: { keepalive: true } }))),
    );
    this.#preferencesSent = sent.then(
      () => {},
      () => {}, // the caller hears of it; those behind it are sent all the same
    );
    try {
      const { preferences } = await sent;
      if (latest === this.#preferenceChanges) this.preferences.set(preferences);
    } catch (error) {
      await this.#loadPreferences().catch(() => {}); // without a connection: the next start shows what is stored
      throw error;
    }
  }

  /** What is stored, unless something was changed here in the meantime. */
  async #loadPreferences(): Promise<void> {
    const changes = this.#preferenceChanges;
    await this.#preferencesSent;
    const { preferences } = await this.#keep("preferences", () => call(api.preferences.$get()));
    if (changes === this.#preferenceChanges) this.preferences.set(preferences);
  }

  /** Keeps what is being written, encrypted, a moment after the last letter; empty text gives it up at once. */
  setDraft(space: string, place: string, text: string): void {
    if (text === (this.drafts.value.get(place)?.text ?? "")) return;
    this.#written.add(place);
    this.#keepDraft(place, text === "" ? undefined : { space, place, text });
    clearTimeout(this.#saving.get(place)?.timer);
    const save = async () => {
      clearTimeout(entry.timer);
      try {
        await this.#saveDraft(space, place);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status === 0) return; // kept here; the next connection tries again
      }
      if (this.#saving.get(place) === entry) this.#saving.delete(place);
    };
    const entry = { save, timer: setTimeout(() => void save(), text === "" ? 0 : saveAfter) };
    this.#saving.set(place, entry);
  }

  /** Saves at once what still waits: the page is being left, or the appliance is there again. */
  async saveDrafts(): Promise<void> {
    await Promise.all([...this.#saving.values()].map(({ save }) => save()));
  }

  async loadReceipts(space: string): Promise<void> {
    const { receipts } = await call(api.spaces[":id"].receipts.$get({ param: { id: space } }));
    const before = this.receipts.value.get(space);
    // A signal may have come while the answer was on its way; who is not in it hides theirs.
    this.#keepReceipts(
      space,
      receipts.map(({ person, readSeq }) => [person, Math.max(readSeq, before?.get(person) ?? 0)]),
    );
  }

  receiveRead({ space, person, readSeq }: { space: string } & Receipt): void {
    const known = this.receipts.value.get(space);
    if (known) this.#keepReceipts(space, [...known, [person, readSeq]]);
  }

  #keepReceipts(space: string, receipts: readonly (readonly [person: string, readSeq: number])[]): void {
    this.receipts.update((old) => new Map(old).set(space, new Map(receipts)));
  }

  #keepDraft(place: string, draft: DraftView | undefined): void {
    this.drafts.update((old) => {
      const next = new Map(old);
      if (draft) next.set(place, draft);
      else next.delete(place);
      return next;
    });
  }

  async #saveDraft(space: string, place: string): Promise<void> {
    const text = this.drafts.value.get(place)?.text;
    const put = (body: string | null) =>
      call(
        api.spaces[":id"].draft.$put(
          { param: { id: space }, json: { place, body } },
          { init: { keepalive: (body?.length ?? 0) < largestLeft } },
        ),
      );
    if (text === undefined) await put(null);
    else await this.#spaceOf(space).seal(place, text, ({ body }) => put(body));
  }

  async #open({ space, place, body }: Draft): Promise<DraftView | undefined> {
    if (body === null) return undefined;
    try {
      const text = await decryptContent(this.#spaceOf(space).keyring, body, { sp: space, mid: place });
      return { space, place, text: String(text) };
    } catch {
      return undefined; // its key is gone with the membership
    }
  }
}
