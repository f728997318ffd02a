/** What every room tells Prometheus: how much there is of what can run full, be lost, or pile up. */
import { existsSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Calling } from "./calling/index.ts";
import type { Media } from "./media/index.ts";

import type { People } from "./people/index.ts";
import type { EventLog, Jobs, Mail, Metrics, Stream } from "./platform/index.ts";
import type { Sip } from "./sip/index.ts";

interface Observed {
  metrics: Metrics;
  stream: Stream;
  events: EventLog;
  people: Pick<People, "directory">;
  jobs: Jobs;
  mail: Mail;
  sip: Sip;
  media: Media;
  calling: Calling;
  meetings: { meetings: { count: number } };
}

const sizeOf = (path: string) => (existsSync(path) ? statSync(path).size : 0);

/** @param folder where the databases and blobs lie */
export function observe(rooms: Observed, folder: string): void {
  const { metrics, stream, events, people, jobs, mail, sip, media, calling, meetings } = rooms;
  const gauge = metrics.observed.bind(metrics, "gauge");
  const counter = metrics.observed.bind(metrics, "counter");

  gauge("hearth_people_active", "People who may sign in.", () => people.directory.activeCount);
  gauge("hearth_people_connected", "People with a client that is connected.", () => stream.connectedCount);
  gauge("hearth_stream_clients", "Connected clients.", () => stream.clientCount);
  counter("hearth_events_total", "Events that were ever appended.", () => events.last);

  gauge("hearth_sip_bindings", "Registered devices and apps.", () => sip.location.size);
  gauge("hearth_sip_dialogs", "Live SIP dialogs.", () => sip.load.dialogs);
  gauge("hearth_sip_transactions", "Live SIP transactions.", () => sip.load.transactions);
  gauge("hearth_sip_bans", "Addresses that are kept out.", () => sip.bans.length);
  gauge("hearth_calls_active", "Calls that ring or are connected.", () => calling.liveCalls.length);
  gauge("hearth_trunk_up", "1 where the provider answers.", () =>
    calling.trunks.all.map(({ name, state }) => ({
      labels: { trunk: name },
      value: state.kind === "up" ? 1 : 0,
    })),
  );
  gauge("hearth_meetings_active", "Meetings that run.", () => meetings.meetings.count);
  gauge("hearth_media_legs", "Ends of calls that the media engine carries.", async () => {
    const { legs } = await media.load();
    return legs;
  });
  gauge("hearth_media_conferences", "Conferences in the media engine.", async () => {
    const { conferences } = await media.load();
    return conferences;
  });

  gauge("hearth_jobs_running", "Jobs that run or wait for their turn.", () => {
    const unfinished = jobs.list().filter(({ state }) => state === "running" || state === "waiting");
    return unfinished.length;
  });
  gauge("hearth_mails_waiting", "E-mails that wait for the mail server.", () => mail.state.waiting);
  gauge("hearth_mails_given_up", "E-mails that could not be sent.", () => mail.state.givenUp.length);

  gauge("hearth_database_bytes", "Sizes of the databases and of the journal.", () =>
    ["hearth.db", "hearth.db-wal", "keys.db"].map((file) => ({
      labels: { file },
      value: sizeOf(join(folder, file)),
    })),
  );
  gauge("hearth_disk_free_bytes", "What is left on the disk of the data.", async () => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  });
  gauge("process_resident_memory_bytes", "Resident memory.", () => process.memoryUsage.rss());
  counter("process_cpu_seconds_total", "CPU time of the process.", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
}
