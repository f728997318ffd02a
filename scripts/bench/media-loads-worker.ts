/**
 * A media Worker with one of the loads of media-loads.ts, started by it: opens the legs, tells its ports, and what
 * came in when it is asked.
 */
import { createMedia, type MediaLeg } from "../../appliance/media/index.ts";
import { loadConfig, silentLogger } from "../../appliance/platform/index.ts";
import type { Load } from "./media-loads.ts";

const { kind, calls, firstPort } = JSON.parse(process.argv[2] ?? "{}") as Load & { firstPort: number };
const config = loadConfig({
  file: "",
  environment: { HEARTH_MEDIA__ADDRESS: "127.0.0.1", HEARTH_MEDIA__WORKERS: "1" },
});
const media = await createMedia({ config, log: silentLogger });
const legs: MediaLeg[] = [];
const ports: number[] = [];
/** Samples of each recording. */
const recorded: Promise<number>[] = [];

const description = (port: number, format: string) =>
  [
    "v=0",
    "o=bench 1 1 IN IP4 127.0.0.1",
    "s=-",
    "c=IN IP4 127.0.0.1",
    "t=0 0",
    `m=audio ${port} RTP/AVP ${format.split(" ")[0]}`,
    `a=rtpmap:${format}`,
    "",
  ].join("\r\n");
const portOf = (text: string) => Number(/m=audio (\d+)/.exec(text)?.[1]);

async function leg(): Promise<MediaLeg> {
  const opened = await media.leg({ group: "bench", profile: "rtp", signalled: "127.0.0.1" });
  legs.push(opened);
  return opened;
}

/** A telephone of G.711 that has called. */
async function caller(port: number): Promise<MediaLeg> {
  const a = await leg();
  await a.receiveOffer(description(port, "0 PCMU/8000"));
  ports.push(portOf(await a.answer({ codecs: ["PCMU"] })));
  return a;
}

/** Whoever was called, and speaks this. */
async function callee(port: number, codec: "PCMU" | "opus"): Promise<MediaLeg> {
  const b = await leg();
  const offer = await b.offer({ codecs: [codec] });
  const format = codec === "PCMU" ? "0 PCMU/8000" : (/a=rtpmap:(\d+ opus\/48000\/2)/.exec(offer)?.[1] ?? "");
  await b.receiveAnswer(description(port, format));
  ports.push(portOf(offer));
  return b;
}

let port = firstPort;
for (let index = 0; index < calls; index++) {
  const a = await caller(port++);
  if (kind === "recorded") recorded.push(a.record({ maxSeconds: 60 }).then((samples) => samples.length / 2));
  else await media.bridge(a, await callee(port++, kind === "relayed" ? "PCMU" : "opus"));
}
process.on("message", async () => {
  const statistics = await Promise.all(legs.map((one) => one.statistics()));
  const received = statistics.reduce((sum, { packetsReceived }) => sum + packetsReceived, 0);
  if (kind === "recorded") await Promise.all(legs.map((one) => one.stopRecording()));
  const samples = (await Promise.all(recorded)).reduce((sum, length) => sum + length, 0);
  process.send?.({ received, samples });
});
process.send?.({ ports });
