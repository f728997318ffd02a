/** Sounds over HTTP: as WAV files. */
import type { Context } from "hono";
import type { PersonEnv } from "../../people/index.ts";
import { readBody } from "../../platform/index.ts";
import { callingErrors } from "../errors.ts";
import { fitForTelephones, largestRecording } from "./recording.ts";
import { type Samples, writeWave } from "./wave.ts";

export function answerWave(c: Context<PersonEnv>, sound: Samples) {
  c.header("Content-Type", "audio/wav");
  c.header("Cache-Control", "private, no-store");
  return c.body(new Uint8Array(writeWave(sound)));
}

/** A recording that somebody made or chose, as samples. Throws what fitForTelephones does. */
export async function readUpload(request: Request): Promise<Samples> {
  const bytes = await readBody(request, largestRecording);
  if (!bytes) throw callingErrors("recording-too-long");
  return fitForTelephones(bytes);
}
