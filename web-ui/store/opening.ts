/** How a session begins: from what the vault kept, at once; then, or where nothing was kept, from the appliance. */
import { ApiError, api, call } from "../api/client.ts";
import { idle } from "./idle.ts";
import { learnOwn, Session } from "./session.ts";
import { openOthers, showSpaces } from "./titles.ts";
import { type Ask, NotKept, type Vault } from "./vault.ts";

const slowestRetry = 15_000;
/** Milliseconds after the last change. */
const keepAfter = 1000;
/** Milliseconds: what was written in lately can be written to without a connection. */
const lately = 7 * 24 * 3600 * 1000;

/** @param onSignedOut told when the appliance says that the session is over */
export async function beginSession(vault: Vault, onSignedOut: () => void): Promise<Session> {
  const begin = async (ask: Ask) => {
    const session = new Session(await learnOwn(ask), vault, onSignedOut);
    return { session, seq: await load(session, ask) };
  };
  try {
    const { session } = await begin(vault.recall);
    void session.outbox.resume(session.me.person.id);
    void session.shown.then(idle).then(() => catchUp(session, vault)); // asking anew costs time
    return session;
  } catch (error) {
    if (!(error instanceof NotKept)) throw error;
    const { session, seq } = await begin(vault.keep);
    follow(session, vault, seq);
    return session;
  }
}

/** Loads what the app starts with; returns the place in the log from which to follow. */
async function load(session: Session, ask: Ask): Promise<number> {
  const parts = [session.marks, session.policy, session.teams, session.notifications, session.care];
  // First, for its place in the log: what changes after it comes by the stream, and is in the answers below or not.
  const { spaces, seq } = await ask("spaces", () => call(api.spaces.$get()));
  const [directory, running] = await Promise.all([
    ask("people", () => call(api.people.$get({ query: { limit: "500" } }))),
    ask("meetings", () => call(api.meetings.$get())),
    showSpaces(session, spaces),
    ...parts.map((part) => part.load(ask)),
  ]);
  session.people.keep(directory.people);
  session.running.load(running.meetings);
  return seq;
}

/** As soon as the appliance answers, what it says counts. */
async function catchUp(session: Session, vault: Vault): Promise<void> {
  for (let failures = 0; !session.closed; failures++)
    try {
      const me = await learnOwn(vault.keep);
      if (me.person.id !== session.me.person.id) {
        await vault.empty();
        return location.reload();
      }
      session.account.set(me);
      const seq = await load(session, vault.keep);
      if (session.closed) return;
      follow(session, vault, seq);
      session.refreshConversations();
      session.hasCaughtUp();
      return;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return; // signed out: the door has been told
      await backOnline(Math.min(slowestRetry, 500 * 2 ** failures));
    }
}

function follow(session: Session, vault: Vault, seq: number): void {
  session.stream.onConnect(() => void openOthers(session));
  session.stream.open(seq);
  keepChanges(session, vault);
}

/** After a while, or when the browser says that it is connected again. */
const backOnline = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds * (0.5 + Math.random()));
    addEventListener("online", () => resolve(), { once: true });
  });

/** The list of spaces changes with every message: now and then the vault gets it as it is, its titles sealed. */
function keepChanges(session: Session, vault: Vault): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  session.spaces.byId.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const spaces = [...session.spaces.byId.value.values()].map(
        ({ name: _, opened: __, ...space }) => space,
      );
      void vault.keep("spaces", async () => ({ seq: 0, spaces }));
    }, keepAfter);
  });
  for (const { key, lastAt } of session.spaces.byId.value.values())
    if (key && lastAt > Date.now() - lately) session.keyring.get(key).catch(() => {}); // tried again when needed
}
