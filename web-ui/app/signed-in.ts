/** The one session of this tab: opened behind the door, closed at sign-out. */
import { redirect } from "@tanstack/react-router";
import { ApiError, api, call } from "../api/client.ts";
import { Session } from "../store/session.ts";

let current: Promise<Session> | undefined;

/** The session, or a redirect to the door that fits. */
export async function openSession(signedOut: () => void): Promise<Session> {
  current ??= call(api.me.$get()).then((me) => Session.open(me, signedOut));
  try {
    return await current;
  } catch (error) {
    current = undefined;
    if (!(error instanceof ApiError) || error.code !== "signed-out") throw error;
    const { needed } = await call(api.setup.$get());
    throw redirect({ to: needed ? "/setup" : "/sign-in" });
  }
}

export function closeSession(): void {
  void current?.then((session) => session.close()).catch(() => {}); // never opened: nothing to close
  current = undefined;
}
