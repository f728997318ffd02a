/** Hearth's conference as a process of its own, for the SFU's bench: questions come line by line. */
import { createInterface } from "node:readline";
import { createMedia } from "../../../appliance/media/index.ts";
import { loadConfig, silentLogger } from "../../../appliance/platform/index.ts";

const environment = {
  HEARTH_MEDIA__ADDRESS: "127.0.0.1",
  HEARTH_MEDIA__WORKERS: "1",
  HEARTH_MEDIA__WEBRTC_PORT: "0",
};
const media = await createMedia({ config: loadConfig({ file: "", environment }), log: silentLogger });
const conference = await media.conference("bench");

async function answer([question, participant = "", sdp = ""]: string[]): Promise<string> {
  if (question === "publish") return conference.publish(participant, sdp);
  if (question === "subscribe") return conference.subscribe(participant);
  if (question === "subscribed") await conference.subscribed(participant, sdp);
  if (question === "show") await conference.show(participant, JSON.parse(sdp));
  return "";
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
