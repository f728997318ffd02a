/** A push: fetches what it is about from the appliance, decrypts it here, and shows it. */
import type { Wake } from "../../appliance/messaging/index.ts";
import { api, call } from "../api/client.ts";
import { Keyring, overHttp } from "../crypto/keyring.ts";
import { atPopUps } from "../notifications/leader.ts";
import type { Remembered } from "../notifications/pop-ups.ts";
import { type PushTexts, pushTextsName } from "../notifications/push.ts";
import { incomingCall, openMessage, pathOf, type Told } from "../notifications/words.ts";
import { viewSpace } from "../store/space-list.ts";
import { Vault } from "../store/vault.ts";

interface Shown {
  kind: Wake["kind"] | "unknown";
  title: string;
  body: string;
  remembered: Remembered;
}

/** What is shown where nothing could be fetched: a browser must show something for each push. */
const unknown: Shown = {
  kind: "unknown",
  title: "Hearth",
  body: "",
  remembered: { path: "/notifications", space: null, subject: "unknown", seq: 0 },
};

/** What tells of no message. */
const withoutMessage: ReadonlySet<Wake["kind"]> = new Set([
  "incoming-call",
  "missed-call",
  "voicemail",
  "invitation",
  "care",
  "emergency",
]);

export async function showPushed(registration: ServiceWorkerRegistration, payload: string): Promise<void> {
  const vault = await Vault.open();
  const { kind, title, body, remembered } = await read(vault, payload).catch(() => unknown);
  const options = {
    body,
    tag: remembered.subject,
    data: remembered,
    icon: "/icon-192.png",
    requireInteraction: kind === "emergency", // it stays until somebody has seen it
  };
  await atPopUps(async () => {
    if (kind === "missed-call")
      for (const call of await registration.getNotifications({ tag: incomingCall })) call.close();
    await registration.showNotification(title, options);
  });
}

/** Whom an emergency call was for, and where from; empty when it is not told of any more. */
async function placeOf({ subject }: Wake): Promise<string> {
  const { notices } = await call(api.emergencies.$get());
  const notice = notices.find(({ id }) => id === subject);
  return [notice?.number, notice?.caller.number, notice?.location].filter(Boolean).join(" · ");
}

async function read(vault: Vault, payload: string): Promise<Shown> {
  const wake = JSON.parse(payload) as Wake;
  const keyring = new Keyring(overHttp, vault);
  const texts = await vault.recall<PushTexts>(pushTextsName, () => Promise.reject());
  const about = withoutMessage.has(wake.kind);
  const [message, person, space, { preferences }] = await Promise.all([
    about ? null : call(api.messages[":id"].$get({ param: { id: wake.subject } })).then((got) => got.message),
    wake.actor ? call(api.people[":id"].$get({ param: { id: wake.actor } })).then((got) => got.person) : null,
    wake.space ? call(api.spaces[":id"].$get({ param: { id: wake.space } })).then((got) => got.space) : null,
    call(api.preferences.$get()),
  ]);
  const told: Told = { ...wake, message };
  const name = person?.name || wake.caller;
  const place = space ? (await viewSpace(keyring, space)).name : "";
  const text = wake.kind === "emergency" ? await placeOf(wake) : (await openMessage(keyring, told)).text;
  const filled = { name, space: place || name, emoji: "" };
  const title = texts[wake.kind].replace(
    /\{(name|space|emoji)\}/g,
    (_all, key: keyof typeof filled) => filled[key],
  );
  const remembered = { path: pathOf(told), space: wake.space, subject: wake.subject, seq: message?.seq ?? 0 };
  return { kind: wake.kind, title, body: preferences.hideContent ? texts.hidden : text, remembered };
}
