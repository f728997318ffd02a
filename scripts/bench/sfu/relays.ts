/** The forwarders that are measured, behind one face: Hearth, Janus' VideoRoom, and werift's own sender. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { freePort } from "../../peers/process.ts";
import { onCore } from "../process.ts";

export interface Relay {
  pid: number;
  publish(participant: string, offer: string): Promise<string>;
  /** The offer with everything that the others publish. */
  subscribe(participant: string): Promise<string>;
  subscribed(participant: string, answer: string): Promise<void>;
  /** How large the participant shows what it receives, where the relay asks: pixels by stream. */
  show(participant: string, heights: Record<string, number>): Promise<void>;
  stop(): Promise<void>;
}

/** A child that answers questions line by line. */
export async function scripted(script: string): Promise<Relay> {
  const child = Bun.spawn(onCore(0, [process.execPath, join(import.meta.dir, script)]), {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const waiting: ((value: string) => void)[] = [];
  const lines = createInterface({ input: Readable.fromWeb(child.stdout as never) });
  lines.on("line", (line) => waiting.shift()?.(JSON.parse(line) as string));
  const ask = (...question: string[]) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    waiting.push(resolve);
    child.stdin.write(`${JSON.stringify(question)}\n`);
    child.stdin.flush();
    return promise;
  };
  await ask("ready");
  return {
    pid: child.pid,
    publish: (participant, offer) => ask("publish", participant, offer),
    subscribe: (participant) => ask("subscribe", participant),
    subscribed: async (participant, answer) => void (await ask("subscribed", participant, answer)),
    show: async (participant, heights) => void (await ask("show", participant, JSON.stringify(heights))),
    async stop() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

const room = 1234;

/** Debian's Janus (package `janus`), as an ICE-lite agent, with one event loop for all connections. */
export async function janus(): Promise<Relay> {
  const folder = mkdtempSync(join(tmpdir(), "bench-janus-"));
  const port = freePort();
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write(
    "janus.jcfg",
    `general: { configs_folder = "${folder}" debug_level = 2 server_name = "bench" event_loops = 1 }
media: { rtp_port_range = "40000-60000" }
nat: { ice_lite = true ice_enforce_list = "lo" ignore_mdns = true }
transports: { disable = "libjanus_websockets.so,libjanus_pfunix.so,libjanus_rabbitmq.so,libjanus_mqtt.so,libjanus_nanomsg.so" }
plugins: { disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so" }
events: { broadcast = false }
`,
  );
  write(
    "janus.transport.http.jcfg",
    `general: { json = "compact" base_path = "/janus" http = true port = ${port} }\n`,
  );
  write("janus.plugin.videoroom.jcfg", "general: {}\n");
  const child = Bun.spawn(
    onCore(0, ["janus", `--configs-folder=${folder}`, `--config=${join(folder, "janus.jcfg")}`]),
    { stdout: process.env.BENCH_LOUD ? "inherit" : "ignore", stderr: "inherit" },
  );
  const url = `http://127.0.0.1:${port}/janus`;
  const post = async (path: string, body: Record<string, unknown>): Promise<JanusAnswer> => {
    const text = JSON.stringify({ ...body, transaction: crypto.randomUUID() });
    return (await (await fetch(url + path, { method: "POST", body: text })).json()) as JanusAnswer;
  };
  for (let attempt = 0; ; attempt++)
    try {
      await fetch(`${url}/info`);
      break;
    } catch (error) {
      if (attempt > 50) throw error;
      await Bun.sleep(100);
    }
  /** A session of its own for each handle, so that its events come in order. */
  const attach = async () => {
    const session = (await post("", { janus: "create" })).data?.id;
    const handle = (await post(`/${session}`, { janus: "attach", plugin: "janus.plugin.videoroom" })).data
      ?.id;
    const path = `/${session}/${handle}`;
    return async (
      body: Record<string, unknown>,
      jsep?: { type: string; sdp: string },
    ): Promise<JanusAnswer> => {
      const answer = await post(path, { janus: "message", body, ...(jsep && { jsep }) });
      if (answer.janus !== "ack") return answer;
      for (;;) {
        const event = (await (await fetch(`${url}/${session}?maxev=1`)).json()) as JanusAnswer;
        if (event.janus === "event") return event;
      }
    };
  };
  const owner = await attach();
  await owner({ request: "create", room, publishers: 100, bitrate: 0, fir_freq: 0 });
  const feeds = new Map<string, number>();
  const subscribers = new Map<string, Awaited<ReturnType<typeof attach>>>();
  return {
    pid: child.pid,
    async publish(participant, sdp) {
      const handle = await attach();
      const joined = await handle({ request: "join", ptype: "publisher", room, display: participant });
      feeds.set(participant, joined.plugindata?.data.id ?? 0);
      const event = await handle({ request: "publish" }, { type: "offer", sdp });
      return event.jsep?.sdp ?? "";
    },
    async subscribe(participant) {
      const handle = await attach();
      subscribers.set(participant, handle);
      const streams = [...feeds].filter(([name]) => name !== participant).map(([, feed]) => ({ feed }));
      const event = await handle({ request: "join", ptype: "subscriber", room, streams });
      return event.jsep?.sdp ?? "";
    },
    async subscribed(participant, sdp) {
      await subscribers.get(participant)?.({ request: "start" }, { type: "answer", sdp });
    },
    async show() {},
    async stop() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

interface JanusAnswer {
  janus: string;
  data?: { id: number };
  plugindata?: { data: { id?: number } };
  jsep?: { type: string; sdp: string };
}
