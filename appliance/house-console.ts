/** The console of this house: what it checks, what it counts. */
import manifest from "../package.json" with { type: "json" };
import type { Calling } from "./calling/index.ts";
import {
  createConsole,
  diskCheck,
  encryptionCheck,
  fraudCheck,
  mailCheck,
  opusCheck,
  phoneBookCheck,
  speechCheck,
  spendingCheck,
  telephonyCheck,
  trunkCheck,
} from "./console/index.ts";
import type { createDevices } from "./devices/index.ts";
import type { Media } from "./media/index.ts";
import type { Messaging } from "./messaging/index.ts";
import type { People } from "./people/index.ts";
import type { Clock, Jobs, Mail, MailServerBook, Stream, WordingFor } from "./platform/index.ts";
import type { Sip } from "./sip/index.ts";

interface Seen {
  clock: Clock;
  /** Where the databases and blobs lie. */
  folder: string;
  jobs: Jobs;
  mail: Mail;
  mailServers: MailServerBook;
  wordingFor: WordingFor;
  stream: Stream;
  people: Pick<People, "directory">;
  messaging: Messaging;
  sip: Sip;
  media: Media;
  calling: Calling;
  meetings: { meetings: { count: number } };
  devices: Pick<ReturnType<typeof createDevices>, "ldap">;
}

/** @param limits of all rooms, whose refusals are shown */
export function createHouseConsole(seen: Seen, limits: Parameters<typeof createConsole>[0]["limits"]) {
  const {
    clock,
    folder,
    jobs,
    mail,
    mailServers,
    wordingFor,
    stream,
    people,
    messaging,
    sip,
    media,
    calling,
  } = seen;
  /** As on the page of registrations; empty for a name that no telephone has. */
  const telephoneOf = (username: string): string => {
    const { id = "" } = sip.devices.identity(username) ?? {};
    const device = sip.devices.find(id);
    return device ? `${device.name} (${people.directory.find(device.personId)?.name ?? ""})` : "";
  };
  const startOfDay = () => new Date(clock.now()).setHours(0, 0, 0, 0);
  return createConsole({
    version: manifest.version,
    startedAt: clock.now(),
    checks: [
      diskCheck(folder),
      telephonyCheck(() => sip.ports),
      encryptionCheck(sip, (personId) => people.directory.find(personId)?.name),
      phoneBookCheck(seen.devices.ldap),
      trunkCheck(() => calling.trunks.all),
      fraudCheck(() => calling.protection.stops),
      spendingCheck(calling.protection.spending),
      opusCheck(media.speaksOpus),
      speechCheck(calling.spoken),
      mailCheck(() => mail.state),
    ],
    limits,
    bans: {
      all: () => sip.bans,
      lift: (address) => sip.liftBan(address),
      names: () => sip.suspensions.map((one) => ({ ...one, telephone: telephoneOf(one.name) })),
      liftName: (address, name) => sip.liftSuspension(address, name),
    },
    jobs,
    mail,
    mailServers,
    wordingFor,
    figures() {
      const { spaces, messages, fileBytes } = messaging.figures(startOfDay());
      return {
        people: people.directory.activeCount,
        connectedPeople: stream.connectedCount,
        spaces,
        messagesToday: messages,
        fileBytes,
        registeredDevices: sip.location.size,
        activeCalls: calling.liveCalls.length,
        activeMeetings: seen.meetings.meetings.count,
      };
    },
  });
}
