/** The one session of this tab: opened behind the door, closed at sign-out. */
import { redirect } from "@tanstack/react-router";
import { ApiError, api, call } from "../api/client.ts";
import { beginSession } from "../store/opening.ts";
import type { Session } from "../store/session.ts";
import { Vault } from "../store/vault.ts";

let current: Session | undefined;
let vault: Vault | undefined;

/** The session, or a redirect to the door that fits. */
export async function openSession(onSignedOut: () => void): Promise<Session> {
  if (current) return current;
  try {
    vault ??= await Vault.open();
    current = await beginSession(vault, onSignedOut);
    return current;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "signed-out") throw error;
    const { needed } = await call(api.setup.$get());
    throw redirect({ to: needed ? "/setup" : "/sign-in" });
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
