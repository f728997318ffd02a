/** The one session of this tab: opened behind the door, closed at sign-out. */
import { redirect } from "@tanstack/react-router";
import { ApiError, api, call, signedOut } from "../api/client.ts";
import { beginSession } from "../store/opening.ts";
import type { Session } from "../store/session.ts";
import { Vault } from "../store/vault.ts";

/** That somebody signed out here while the appliance could not be told. */
const leftKey = "hearth.left";

let current: Session | undefined;
let vault: Vault | undefined;

/** Somebody has come in by the door: what was kept of anybody else is forgotten first. */
export async function arrived(personId: string): Promise<void> {
  localStorage.removeItem(leftKey);
  const before = await Vault.open();
  const kept = await before.recall("me", () => call(api.me.$get())).catch(() => undefined);
  if (kept && kept.person.id !== personId) {
    await before.empty();
    vault = undefined;
  }
}

/** Ends the session, here at once, and on the appliance as soon as it can be reached. */
export async function signOut(): Promise<void> {
  localStorage.setItem(leftKey, "1");
  try {
    await finishSignOut();
  } finally {
    signedOut();
  }
}

async function finishSignOut(): Promise<void> {
  if (!localStorage.getItem(leftKey)) return;
  try {
    await call(api["sign-out"].$post());
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error; // else it has ended already
  }
  localStorage.removeItem(leftKey);
}

/**
 * The session, or a redirect to the door that fits.
 * @param wanted the address behind it, which is gone to after signing in
 */
export async function openSession(onSignedOut: () => void, wanted: string): Promise<Session> {
  if (current) return current;
  if (localStorage.getItem(leftKey)) await finishSignOut();
  try {
    vault ??= await Vault.open();
    current = await beginSession(vault, onSignedOut);
    return current;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "signed-out") throw error;
    const { needed } = await call(api.setup.$get());
    if (needed) throw redirect({ to: "/setup" });
    throw redirect({ to: "/sign-in", search: wanted === "/" ? {} : { next: wanted } });
  }
}

/** False when there was none. */
export function closeSession(): boolean {
  const open = current;
  current = undefined;
  open?.close();
  void vault?.empty();
  vault = undefined;
  return open !== undefined;
}
