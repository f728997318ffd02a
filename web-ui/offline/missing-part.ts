/**
 * A part of the app that could not be loaded: the appliance is away, and the part comes when it is back;
 * or it was updated, and this page is of the version before.
 */
import { backOnline } from "./back-online.ts";
import { activate } from "./worker-link.ts";

const renewedKey = "hearth.renewed";
/** Milliseconds in which the app is not loaded anew a second time: that would not help either. */
const once = 60_000;

/** Each browser words it in its own way. */
export const isMissingPart = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module|module script/i.test(error.message);

/** Milliseconds between two looks for an appliance that is away: the first pause, and the longest. */
const pauses = { first: 1000, longest: 30_000 };

/**
 * Loads a part, now or as soon as the appliance answers again.
 * Throws what loading throws when it answers and has no such part.
 */
export async function whenThere<Part>(load: () => Promise<Part>): Promise<Part> {
  let answers = false;
  for (let pause = pauses.first; ; pause = Math.min(2 * pause, pauses.longest)) {
    try {
      return await load();
    } catch (error) {
      if (answers || !isMissingPart(error)) throw error;
    }
    answers = await knock().then(
      () => true,
      () => false,
    );
    if (!answers) await backOnline(pause);
  }
}

/** Rejects when the appliance is away. */
const knock = () => fetch("/icon.svg", { method: "HEAD", cache: "no-store" });

/** Loads the page in the version that the appliance has now, if that is what was missing; else does nothing. */
export function renewWhenMissing(error: unknown): void {
  if (isMissingPart(error)) renew().catch(() => {}); // the appliance is away, which the banner says
}

async function renew(): Promise<void> {
  if (Date.now() - Number(sessionStorage.getItem(renewedKey) ?? 0) < once) return;
  const registration = await navigator.serviceWorker?.getRegistration();
  await knock();
  await registration?.update();
  sessionStorage.setItem(renewedKey, String(Date.now()));
  const newer = registration?.waiting ?? registration?.installing;
  if (newer) return activate(newer);
  await registration?.unregister();
  for (const name of await caches.keys()) if (name.startsWith("hearth-")) await caches.delete(name);
  location.reload();
}
