/** Health: each part of the house says how it is, and what to do when it is not well. */
import { statfs } from "node:fs/promises";
import type { MailState } from "../platform/index.ts";
import type { Sip } from "../sip/index.ts";

export interface Finding {
  part: string;
  state: "well" | "attention" | "failed";
  detail: string;
  /** What to do about it; empty when it is well. */
  remedy: string;
}

export interface Check {
  part: string;
  run(): Promise<Omit<Finding, "part">> | Omit<Finding, "part">;
}

/** Runs every check; one that throws is a finding, not an error. */
export async function runChecks(checks: readonly Check[]): Promise<Finding[]> {
  return Promise.all(
    checks.map(async ({ part, run }) => {
      try {
        return { part, ...(await run()) };
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        return { part, state: "failed", detail, remedy: "See the log of the appliance." } as const;
      }
    }),
  );
}

const gibibyte = 1024 ** 3;

/** Free space where the data live: attention below 10 %, failed below 1 GiB. */
export const diskCheck = (folder: string): Check => ({
  part: "Disk",
  async run() {
    const { bavail, blocks, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const detail = `${(free / gibibyte).toFixed(1)} GiB free of ${((blocks * bsize) / gibibyte).toFixed(1)} GiB.`;
    if (free < gibibyte)
      return { state: "failed", detail, remedy: "Free space or enlarge the disk: messages will be refused." };
    if (bavail < blocks / 10)
      return { state: "attention", detail, remedy: "Plan a larger disk, or remove old backups." };
    return { state: "well", detail, remedy: "" };
  },
});

/** Opus comes with a Debian package; without it telephones in meetings cannot be heard by browsers. */
export const opusCheck = (speaksOpus: boolean): Check => ({
  part: "Sound of telephones in meetings",
  run: () =>
    speaksOpus
      ? { state: "well", detail: "libopus was found.", remedy: "" }
      : {
          state: "attention",
          detail: "libopus is missing: browsers do not hear telephones in meetings.",
          remedy: "Install the package libopus0 and start Hearth again.",
        },
});

/** Which ports telephones reach the house at. */
export const telephonyCheck = (ports: () => { udp: number; tcp: number; tls: number }): Check => ({
  part: "Telephony",
  run() {
    const { udp, tcp, tls } = ports();
    return { state: "well", detail: `SIP on UDP ${udp}, TCP ${tcp}, TLS ${tls}.`, remedy: "" };
  },
});

/** Telephones that sign in without encryption and may not. @param nameOf a person's or a place's name */
export const encryptionCheck = (
  sip: Pick<Sip, "refusedInClear" | "devices">,
  nameOf: (personId: string) => string | undefined,
): Check => ({
  part: "Encrypted telephones",
  run() {
    const phones = sip.refusedInClear;
    const named = phones.slice(0, 5).map(({ deviceId, address }) => {
      const device = sip.devices.find(deviceId);
      return `${device?.name} (${device && nameOf(device.personId)}) at ${address}`;
    });
    const more = phones.length > named.length ? ` and ${phones.length - named.length} more` : "";
    if (phones.length === 0) return { state: "well", detail: "None is refused.", remedy: "" };
    return {
      state: "attention",
      detail: `Refused, because they sign in without encryption: ${named.join(", ")}${more}.`,
      remedy: "Set them to TLS and SRTP, or open Devices and allow them to speak unencrypted.",
    };
  },
});

/** The phone book that telephones search. */
export const phoneBookCheck = (
  ldap: { kind: "off" } | { kind: "open"; server: { port: number } } | { kind: "failed"; port: number },
): Check => ({
  part: "Phone book over LDAP",
  run() {
    if (ldap.kind === "off") return { state: "well", detail: "Switched off.", remedy: "" };
    if (ldap.kind === "open")
      return { state: "well", detail: `LDAP over TLS on port ${ldap.server.port}.`, remedy: "" };
    return {
      state: "failed",
      detail: `Port ${ldap.port} could not be opened: telephones cannot search the phone book.`,
      remedy:
        "Stop what uses the port, or set tls_port or enabled = false under [ldap] in hearth.toml, and start Hearth again.",
    };
  },
});

/** What callers hear from the house; without espeak-ng it beeps. @param spoken BCP 47 */
export const speechCheck = (spoken: readonly string[]): Check => ({
  part: "Voice of the house",
  run: () =>
    spoken.length > 0
      ? {
          state: "well",
          detail: `Voicemail and menus speak ${namesOf(spoken)}; who reads another language hears English.`,
          remedy: "",
        }
      : {
          state: "attention",
          detail: "espeak-ng is missing: voicemail and menus beep where they would speak.",
          remedy: "Install the package espeak-ng and start Hearth again.",
        },
});

const namesOf = (tags: readonly string[]): string => {
  const names = new Intl.DisplayNames("en", { type: "language" });
  return new Intl.ListFormat("en").format(tags.map((tag) => names.of(tag) ?? tag));
};

/** Whether calls can leave the house, emergencies above all. */
export const fraudCheck = (stops: () => readonly unknown[]): Check => ({
  part: "Calls outside",
  run: () =>
    stops().length === 0
      ? { state: "well", detail: "Nobody's are stopped.", remedy: "" }
      : {
          state: "attention",
          detail: `${stops().length} people's were stopped after too many calls to other countries.`,
          remedy: "Ask them, change their telephones' passwords, then let them go on under Telephony.",
        },
});

/** Whose calls outside a limit of money or minutes holds back. */
export const spendingCheck = (reached: () => readonly { personId: string | null }[]): Check => ({
  part: "Spending outside",
  run() {
    const payers = new Set(reached().map(({ personId }) => personId));
    if (payers.size === 0) return { state: "well", detail: "No limit is reached.", remedy: "" };
    return {
      state: "attention",
      detail: payers.has(null)
        ? "A limit of the whole house is reached: only emergency calls go out."
        : `${payers.size} people's limit is reached: they call nobody outside but in emergencies.`,
      remedy:
        "Look at who spent what under Telephony, and raise the limit or wait for the next day or month.",
    };
  },
});

export const trunkCheck = (
  trunks: () => readonly { name: string; definition: { enabled: boolean }; state: { kind: string } }[],
): Check => ({
  part: "Lines outside",
  run() {
    const used = trunks().filter(({ definition }) => definition.enabled);
    const down = used.filter(({ state }) => state.kind === "down").map(({ name }) => name);
    if (used.length === 0)
      return {
        state: "attention",
        detail: "There is no trunk: nobody can call outside, and emergency calls cannot leave the house.",
        remedy: "Add one under Telephony.",
      };
    if (down.length === 0) return { state: "well", detail: `${used.length} in use, all answer.`, remedy: "" };
    return {
      state: down.length === used.length ? "failed" : "attention",
      detail: `Not answering: ${down.join(", ")}.`,
      remedy: "Open it under Telephony and check the server, the port and the password.",
    };
  },
});

/** Whether e-mails go out: those that wait say why. */
export const mailCheck = (state: () => MailState): Check => ({
  part: "Mail",
  run() {
    const { server, waiting, trouble, givenUp } = state();
    if (server === undefined)
      return {
        state: "attention",
        detail:
          "No mail server is configured: there are no guests by e-mail, digests or voicemail by e-mail.",
        remedy: "Set it up under Mail in administration.",
      };
    const remedy = "Open Mail in administration and send a test message.";
    if (trouble !== "")
      return { state: "failed", detail: `${waiting} wait. ${server} said: ${trouble}`, remedy };
    if (givenUp.length > 0)
      return { state: "attention", detail: `${givenUp.length} were refused by ${server} for good.`, remedy };
    return { state: "well", detail: `Through ${server}, ${waiting} wait.`, remedy: "" };
  },
});
