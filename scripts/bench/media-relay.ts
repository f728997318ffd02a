/** A media Worker with bridged calls, for the media bench: takes two addresses for each call, prints its ports. */
import { createMedia, type MediaLeg } from "../../appliance/media/index.ts";
import { loadConfig, silentLogger } from "../../appliance/platform/index.ts";

const { calls, firstPort, key } = JSON.parse(process.argv[2] ?? "{}") as {
  calls: number;
  firstPort: number;
  key: string;
};
const config = loadConfig({
  file: "",
  environment: {
    HEARTH_MEDIA__ADDRESS: "127.0.0.1",
    HEARTH_MEDIA__RTP_PORT_MIN: "40000",
    HEARTH_MEDIA__RTP_PORT_MAX: "60000",
    HEARTH_MEDIA__WORKERS: "1",
  },
});
const media = await createMedia({ config, log: silentLogger });
const sdp = (port: number, secure: boolean) =>
  [
    "v=0",
    "o=bench 1 1 IN IP4 127.0.0.1",
    "s=-",
    "c=IN IP4 127.0.0.1",
    "t=0 0",
    `m=audio ${port} ${secure ? "RTP/SAVP" : "RTP/AVP"} 0`,
    ...(secure ? [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`] : []),
    "",
  ].join("\r\n");
const portOf = (text: string) => Number(/m=audio (\d+)/.exec(text)?.[1]);
const ports: number[] = [];
const legs: MediaLeg[] = [];
for (let index = 0; index < calls; index++) {
  const open = (profile: "rtp" | "sdes") => media.leg({ group: "bench", profile, signalled: "127.0.0.1" });
  const [a, b] = [await open("rtp"), await open(key ? "sdes" : "rtp")];
  await a.receiveOffer(sdp(firstPort + 2 * index, false));
  const offer = await b.offer({ codecs: ["PCMU"] });
  await b.receiveAnswer(sdp(firstPort + 2 * index + 1, key !== ""));
  ports.push(portOf(await a.answer({ codecs: ["PCMU"] })), portOf(offer));
  await media.bridge(a, b);
  legs.push(a, b);
}
process.stdout.write(`${JSON.stringify(ports)}\n`);
process.on("SIGTERM", () => process.exit(0));
