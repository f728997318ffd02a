/** How a session begins: from what the vault kept, at once; then, or where nothing was kept, from the appliance. */
import type { Space } from "../../appliance/messaging/index.ts";
import { ApiError, api, call } from "../api/client.ts";
import { backOnline } from "../offline/back-online.ts";
import { idle } from "./idle.ts";
import { learnOwn } from "./me.ts";
import { Session } from "./session.ts";
import { byRecency, withNews } from "./space-list.ts";
import { openOthers, showSpaces } from "./titles.ts";
import { type Ask, NotKept, type Vault } from "./vault.ts";

const slowestRetry = 15_000;
/** Milliseconds after the last change. */
const keepAfter = 1000;
const keysAtOnce = 150;
/** Milliseconds. */
const lately = 7 * 24 * 3600 * 1000;

interface Listed {
  spaces: Space[];
  /** The place in the log up to which they are right; 0 where that is not known. */
  seq: number;
}

/** @param onSignedOut told when the appliance says that the session is over */
export async function beginSession(vault: Vault, onSignedOut: () => void): Promise<Session> {
  const begin = async (ask: Ask) => {
    const session = new Session(await learnOwn(ask), vault, onSignedOut);
    // First, for its place in the log: what changes after it comes by the stream, and is in the answers below or not.
    const listed = await ask("spaces", () => askSpaces(session, 0));
    await load(session, ask, listed.spaces);
    return { session, seq: listed.seq };
  };
  try {
    const { session, seq } = await begin(vault.recall);
    void session.outbox.resume(session.me.person.id);
    void session.shown.then(idle).then(() => catchUp(session, vault, seq)); // asking anew costs time
    return session;
  } catch (error) {
    if (!(error instanceof NotKept)) throw error;
    const { session, seq } = await begin(vault.keep);
    follow(session, vault, seq);
    return session;
  }
}

/** What the app knows of its spaces, with what is new since then; all of them where that cannot be told. */
async function askSpaces({ spaces }: Session, since: number): Promise<Listed> {
  const news = await call(api.spaces.$get({ query: { since: String(since) } }));
  return { spaces: withNews(spaces.plain(), news), seq: news.seq };
}

/** Shows these spaces, and loads what the app starts with besides. */
async function load(session: Session, ask: Ask, spaces: readonly Space[]): Promise<void> {
  const parts = [session.marks, session.policy, session.teams, session.notifications, session.care];
  const [directory, running] = await Promise.all([
    ask("people", () => call(api.people.$get({ query: { limit: "500" } }))),
    ask("meetings", () => call(api.meetings.$get())),
    showSpaces(session, spaces),
    ...parts.map((part) => part.load(ask)),
  ]);
  session.people.keep(directory.people);
  session.running.load(running.meetings);
}

/**
 * As soon as the appliance answers, what it says counts.
 * @param since the place in the log up to which what was kept is right; 0 where that is not known
 */
async function catchUp(session: Session, vault: Vault, since: number): Promise<void> {
  for (let failures = 0; !session.closed; failures++)
    try {
      const me = await learnOwn(vault.keep);
      if (me.person.id !== session.me.person.id) {
        await vault.empty();
        return location.reload();
      }
      session.account.set(me);
      const { spaces, seq } = await askSpaces(session, since);
      await load(session, vault.keep, spaces);
      if (session.closed) return;
      follow(session, vault, seq);
      session.refreshConversations();
      session.hasCaughtUp();
      return;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return; // signed out: the door has been told
      void openOthers(session);
      await backOnline(Math.min(slowestRetry, 500 * 2 ** failures) * (0.5 + Math.random()));
    }
}

function follow(session: Session, vault: Vault, seq: number): void {
  session.stream.onConnect(() => void openOthers(session));
  session.stream.open(seq);
  keepChanges(session, vault);
}

/** The list of spaces changes with every message: now and then the vault gets it as it is, its titles sealed. */
function keepChanges(session: Session, vault: Vault): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { spaces, stream } = session;
      const kept: Listed = { seq: spaces.certain ? stream.seq : 0, spaces: spaces.plain() };
      void vault.keep("spaces", async () => kept);
    }, keepAfter);
  };
  session.spaces.byId.subscribe(keep);
  keep();
  void haveKeys(session);
}

/** What was written in lately can be written to without a connection. A few at a time: what is opened waits for none. */
async function haveKeys(session: Session): Promise<void> {
  const { spaces, keyring } = session;
  await session.shown;
  const recent = [...spaces.byId.value.values()]
    .filter(({ key, lastAt }) => key && lastAt > Date.now() - lately)
    .sort(byRecency);
  for (let from = 0; from < recent.length && !session.closed; from += keysAtOnce) {
    await idle();
    const turn = recent.slice(from, from + keysAtOnce);
    await Promise.allSettled(turn.map(({ key }) => keyring.get(key))); // asked for again when needed
  }
}
