/** The house before its first call: who and what can be called, by which rules, what is heard, and what is kept. */
import { join } from "node:path";
import type { Call } from "./call/call.ts";
import { LineRights } from "./lines/line-rights.ts";
import { Members } from "./members/members.ts";
import { Settings } from "./members/settings.ts";
import type { CallingOptions } from "./options.ts";
import { createOutside } from "./outside/index.ts";
import { Histories } from "./records/history.ts";
import { CallRecords } from "./records/records.ts";
import { Rounds } from "./records/rounds.ts";
import { RunningCalls } from "./records/running-calls.ts";
import { Numbering } from "./routing/numbering.ts";
import { Conferences } from "./services/conferences.ts";
import { openSounds } from "./sounds/index.ts";
import { createVoicemail } from "./voicemail/index.ts";

/** Milliseconds that the record of a call may wait for others, so that they share a transaction. */
const writeEvery = 250;

/** @param findCall a call that runs */
export async function openHouse(options: CallingOptions, findCall: (id: string) => Call | undefined) {
  const { config, clock, directory, sip, db, events } = options;
  const members = new Members(directory, events, sip.domain);
  const settings = new Settings({ db, events, ringSeconds: config.sip.no_answer_seconds });
  const sounds = await openSounds({
    ...options,
    folder: join(options.folder, "sounds"),
    english: config.sip.voice,
  });
  const voicemail = createVoicemail({
    ...options,
    voices: sounds.voices,
    settings,
    folder: join(options.folder, "voicemail"),
    mayAttach: config.mail.voicemail_attachments,
  });
  const numbering = new Numbering({ ...options, ...sounds, members });
  numbering.services.push(voicemail.service);
  const { groups, sharedLines } = numbering;
  const rights = new LineRights(
    { db, events },
    {
      colleaguesOf: (personId) => groups.colleaguesOf(personId).union(sharedLines.sharersOf(personId)),
      allowedBy: (personId) => settings.of(personId).answeredBy,
    },
  );
  const outside = createOutside({ ...options, settings, voices: sounds.voices, findCall });
  const rounds = new Rounds(clock, writeEvery);
  const costOf = (call: string) => outside.protection.spending.takeCost(call);
  return {
    members,
    settings,
    sounds,
    mailboxes: voicemail.mailboxes,
    numbering,
    rights,
    conferences: new Conferences({ db, events }),
    outside,
    records: new CallRecords({ db, events, clock, rounds, costOf }),
    histories: new Histories({ db, events, clock }),
    running: new RunningCalls({
      ...options,
      rounds,
      meterOf: (call) => outside.protection.spending.meterOf(call),
    }),
  };
}

export type House = Awaited<ReturnType<typeof openHouse>>;
