/** A part of the app that could not be loaded: the appliance was updated, and this page is of the version before. */
import { activate } from "./worker-link.ts";

const renewedKey = "hearth.renewed";
/** Milliseconds in which the app is not loaded anew a second time: that would not help either. */
const once = 60_000;

/** Each browser words it in its own way. */
export const isMissingPart = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module|module script/i.test(error.message);

/** Loads the page in the version that the appliance has now, if that is what was missing; else does nothing. */
export function renewWhenMissing(error: unknown): void {
  if (isMissingPart(error)) renew().catch(() => {}); // the appliance is away, which the banner says
}

async function renew(): Promise<void> {
  if (Date.now() - Number(sessionStorage.getItem(renewedKey) ?? 0) < once) return;
  const registration = await navigator.serviceWorker?.getRegistration();
  await fetch("/icon.svg", { method: "HEAD", cache: "no-store" });
  await registration?.update();
  sessionStorage.setItem(renewedKey, String(Date.now()));
  const newer = registration?.waiting ?? registration?.installing;
  if (newer) return activate(newer);
  await registration?.unregister();
  for (const name of await caches.keys()) if (name.startsWith("hearth-")) await caches.delete(name);
  location.reload();
}
