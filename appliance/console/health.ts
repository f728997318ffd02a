/** Health: each part of the house says how it is; the app says what to do when it is not well. */
import { statfs } from "node:fs/promises";
import type { MailState } from "../platform/index.ts";
import type { Sip } from "../sip/index.ts";

/** What a check can say when all is well, and when it is not; the app has the words, and for the latter the remedy. */
export type WellCode =
  | "disk.enough"
  | "opus.found"
  | "telephony.ports"
  | "encryption.kept"
  | "phone-book.off"
  | "phone-book.open"
  | "speech.found"
  | "fraud.none"
  | "spending.within"
  | "trunks.answer"
  | "mail.goes";
export type UnwellCode =
  | "broken"
  | "disk.full"
  | "disk.scarce"
  | "opus.missing"
  | "encryption.refused"
  | "phone-book.closed"
  | "speech.missing"
  | "fraud.stopped"
  | "spending.house"
  | "spending.people"
  | "spending.house-near"
  | "spending.people-near"
  | "trunks.none"
  | "trunks.silent"
  | "mail.none"
  | "mail.stuck"
  | "mail.refused";

export type Part =
  | "disk"
  | "encryption"
  | "fraud"
  | "mail"
  | "opus"
  | "phone-book"
  | "speech"
  | "spending"
  | "telephony"
  | "trunks";

type Said = { values?: Record<string, string | number> | undefined } & (
  | { state: "well"; code: WellCode }
  | { state: "attention" | "failed"; code: UnwellCode }
);

/** How a part of the house is. */
export type Finding = Said & { part: Part };

export interface Check {
  part: Part;
  run(): Promise<Said> | Said;
}

/** Runs every check; one that throws is a finding, not an error. */
export async function runChecks(checks: readonly Check[]): Promise<Finding[]> {
  return Promise.all(
    checks.map(async ({ part, run }): Promise<Finding> => {
      try {
        return { part, ...(await run()) };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { part, state: "failed", code: "broken", values: { reason } };
      }
    }),
  );
}

const gibibyte = 1024 ** 3;

/** Free space where the data live: attention below 10 %, failed below 1 GiB. */
export const diskCheck = (folder: string): Check => ({
  part: "disk",
  async run() {
    const { bavail, blocks, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const gibibytes = (bytes: number) => (bytes / gibibyte).toFixed(1);
    const values = { free: gibibytes(free), all: gibibytes(blocks * bsize) };
    if (free < gibibyte) return { state: "failed", code: "disk.full", values };
    if (bavail < blocks / 10) return { state: "attention", code: "disk.scarce", values };
    return { state: "well", code: "disk.enough", values };
  },
});

/** Opus comes with a Debian package; without it telephones in meetings cannot be heard by browsers. */
export const opusCheck = (speaksOpus: boolean): Check => ({
  part: "opus",
  run: () =>
    speaksOpus ? { state: "well", code: "opus.found" } : { state: "attention", code: "opus.missing" },
});

/** Which ports telephones reach the house at. */
export const telephonyCheck = (ports: () => { udp: number; tcp: number; tls: number }): Check => ({
  part: "telephony",
  run: () => ({ state: "well", code: "telephony.ports", values: ports() }),
});

/** Telephones that sign in without encryption and may not. @param nameOf a person's or a place's name */
export const encryptionCheck = (
  sip: Pick<Sip, "refusedInClear" | "devices">,
  nameOf: (personId: string) => string | undefined,
): Check => ({
  part: "encryption",
  run() {
    const phones = sip.refusedInClear;
    if (phones.length === 0) return { state: "well", code: "encryption.kept" };
    const named = phones.slice(0, 5).map(({ deviceId, address }) => {
      const device = sip.devices.find(deviceId);
      return `${device?.name} (${device && nameOf(device.personId)}, ${address})`;
    });
    const values = { phones: named.join(", "), more: phones.length - named.length };
    return { state: "attention", code: "encryption.refused", values };
  },
});

/** The phone book that telephones search. */
export const phoneBookCheck = (
  ldap: { kind: "off" } | { kind: "open"; server: { port: number } } | { kind: "failed"; port: number },
): Check => ({
  part: "phone-book",
  run() {
    if (ldap.kind === "off") return { state: "well", code: "phone-book.off" };
    if (ldap.kind === "open")
      return { state: "well", code: "phone-book.open", values: { port: ldap.server.port } };
    return { state: "failed", code: "phone-book.closed", values: { port: ldap.port } };
  },
});

/** What callers hear from the house; without espeak-ng it beeps. @param spoken BCP 47 */
export const speechCheck = (spoken: readonly string[]): Check => ({
  part: "speech",
  run: () =>
    spoken.length > 0
      ? { state: "well", code: "speech.found", values: { count: spoken.length } }
      : { state: "attention", code: "speech.missing" },
});

/** Who was stopped after too many calls to other countries. */
export const fraudCheck = (stops: () => readonly unknown[]): Check => ({
  part: "fraud",
  run() {
    const count = stops().length;
    if (count === 0) return { state: "well", code: "fraud.none" };
    return { state: "attention", code: "fraud.stopped", values: { count } };
  },
});

type Limited = readonly { personId: string | null }[];
const payersOf = (limits: Limited) => new Set(limits.map(({ personId }) => personId));

/** Whose calls outside a limit of money or minutes holds back, and whose it soon will. */
export const spendingCheck = (spending: { readonly reached: Limited; readonly near: Limited }): Check => ({
  part: "spending",
  run() {
    const [over, soon] = [payersOf(spending.reached), payersOf(spending.near)];
    if (over.has(null)) return { state: "attention", code: "spending.house" };
    if (over.size > 0) return { state: "attention", code: "spending.people", values: { count: over.size } };
    if (soon.has(null)) return { state: "attention", code: "spending.house-near" };
    if (soon.size > 0)
      return { state: "attention", code: "spending.people-near", values: { count: soon.size } };
    return { state: "well", code: "spending.within" };
  },
});

/** Whether calls can leave the house, emergencies above all. */
export const trunkCheck = (
  trunks: () => readonly { name: string; definition: { enabled: boolean }; state: { kind: string } }[],
): Check => ({
  part: "trunks",
  run() {
    const used = trunks().filter(({ definition }) => definition.enabled);
    const down = used.filter(({ state }) => state.kind === "down").map(({ name }) => name);
    if (used.length === 0) return { state: "attention", code: "trunks.none" };
    if (down.length === 0) return { state: "well", code: "trunks.answer", values: { count: used.length } };
    const state = down.length === used.length ? "failed" : "attention";
    return { state, code: "trunks.silent", values: { trunks: down.join(", ") } };
  },
});

/** Whether e-mails go out: those that wait say why. */
export const mailCheck = (state: () => MailState): Check => ({
  part: "mail",
  run() {
    const { server, waiting, trouble, givenUp } = state();
    if (server === undefined) return { state: "attention", code: "mail.none" };
    if (trouble !== "")
      return { state: "failed", code: "mail.stuck", values: { server, count: waiting, reason: trouble } };
    if (givenUp.length > 0)
      return { state: "attention", code: "mail.refused", values: { server, count: givenUp.length } };
    return { state: "well", code: "mail.goes", values: { server, count: waiting } };
  },
});
