/** What calling keeps of a person: messages in the mailbox with their sound, the greeting, calls; and contacts. */
import { api, call } from "../api/client.ts";
import { type Archive, safeName } from "./archive.ts";

const pageSize = 100;

export async function writeCalling(archive: Archive, signal: AbortSignal): Promise<void> {
  await writeVoicemail(archive, signal);
  await writeHistory(archive, signal);
}

export async function writeContacts(archive: Archive): Promise<void> {
  const { contacts } = await call(api.contacts.$get());
  archive.json("contacts.json", contacts);
  if (contacts.length > 0)
    await archive.file("contacts.vcf", await (await api["contacts.vcf"].$get()).blob());
}

async function writeVoicemail(archive: Archive, signal: AbortSignal): Promise<void> {
  const { messages } = await call(api.calling.voicemail.$get());
  const records = messages.map((message) => {
    const { id, callerName, callerNumber, at, duration, heard } = message;
    const time = new Date(at).toISOString();
    const caller = safeName(callerName || callerNumber);
    const sound = `voicemail/${time.replaceAll(":", "-").slice(0, 19)}-${caller}-${id.slice(0, 8)}.wav`;
    return { id, callerName, callerNumber, at: time, seconds: duration / 1000, heard, sound };
  });
  archive.json("voicemail.json", records);
  for (const { id, sound } of records) {
    signal.throwIfAborted();
    const answer = await api.calling.voicemail[":id"].sound.$get({ param: { id } });
    if (answer.ok) await archive.file(sound, await answer.blob()); // else it was deleted meanwhile
  }
  const greeting = await api.calling.voicemail.greeting.$get();
  if (greeting.status === 200) await archive.file("voicemail/greeting.wav", await greeting.blob());
}

async function writeHistory(archive: Archive, signal: AbortSignal): Promise<void> {
  const entry = archive.text("calls.json");
  entry.write("[");
  let written = 0;
  for (let start = {}; ; ) {
    signal.throwIfAborted();
    const query = { ...start, limit: String(pageSize) };
    const { records } = await call(api.calling.history.$get({ query }));
    for (const { direction, peerName, peerNumber, startedAt, answeredAt, endedAt, outcome } of records) {
      const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
      const times = { started: iso(startedAt), answered: iso(answeredAt), ended: iso(endedAt) };
      entry.write(written++ === 0 ? "\n" : ",\n");
      entry.write(JSON.stringify({ direction, peerName, peerNumber, ...times, outcome }));
    }
    const last = records.at(-1);
    if (!last) break;
    start = { before: String(last.startedAt), beforeId: last.callId };
  }
  entry.write("\n]\n");
  entry.end();
}
