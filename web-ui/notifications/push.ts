/** This browser's subscription to be woken while the app is closed, where the administrator allows it. */
import type { Wake } from "../../appliance/messaging/index.ts";
import { api, call } from "../api/client.ts";
import { fromBase64Url } from "../crypto/encoding.ts";
import { workerWithin } from "../offline/worker-link.ts";
import type { Session } from "../store/session.ts";
import { t } from "../text/index.ts";

/** What a woken service worker says, in the reader's language, which it does not know itself. */
export type PushTexts = Record<Wake["kind"] | "hidden", string>;
export const pushTextsName = "push-texts";

/** Milliseconds in which the worker of a browser that is new here, or of an app that was renewed, gets ready. */
const installs = 30_000;

const kinds = [
  "mention",
  "direct",
  "reply",
  "message",
  "reaction",
  "reminder",
  "invitation",
  "care",
  "emergency",
  "incoming-call",
  "missed-call",
  "voicemail",
] as const satisfies readonly Wake["kind"][];

function pushTexts(): PushTexts {
  const blanks = { name: "{name}", space: "{space}", emoji: "{emoji}" };
  const texts = kinds.map((kind) => [kind, t(`notice.${kind}`, blanks)] as const);
  return { ...(Object.fromEntries(texts) as Record<Wake["kind"], string>), hidden: t("notice.hidden") };
}

/** Subscribes, or says again that it is subscribed; false where nothing is pushed. */
export async function subscribeToPush(session: Session): Promise<boolean> {
  const { publicKey } = await call(api.push.$get());
  const registration = await workerWithin(installs);
  if (!publicKey || !registration || Notification.permission !== "granted") return false;
  await session.vault.keep(pushTextsName, async () => pushTexts());
  try {
    const options = { userVisibleOnly: true, applicationServerKey: fromBase64Url(publicKey) };
    const { endpoint, keys } = (await registration.pushManager.subscribe(options)).toJSON();
    if (!endpoint || !keys?.p256dh || !keys.auth) return false;
    const json = { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
    await call(api.push.subscriptions.$put({ json }));
    return true;
  } catch {
    return false; // the browser has no push service, or refuses: notifications come while the app is open
  }
}

/** After sign-out this browser hears of nothing. */
export async function unsubscribeFromPush(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}
