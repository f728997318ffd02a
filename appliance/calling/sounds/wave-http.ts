/** Sounds over HTTP: as WAV files. */
import type { Context } from "hono";
import type { PersonEnv } from "../../people/index.ts";
import { readBody } from "../../platform/index.ts";
import { callingErrors } from "../errors.ts";
import { readWave, type Samples, writeWave } from "./speech.ts";

const longestUpload = 120;
/** Two minutes of 48 kHz in two channels, and room for a header. */
const largestUpload = longestUpload * 48_000 * 2 * 2 + 65_536;

export function answerWave(c: Context<PersonEnv>, sound: Samples) {
  c.header("Content-Type", "audio/wav");
  c.header("Cache-Control", "private, no-store");
  return c.body(new Uint8Array(writeWave(sound)));
}

/** A recording that somebody made or chose, as samples. Throws `bad-recording`. */
export async function readUpload(request: Request): Promise<Samples> {
  const bytes = await readBody(request, largestUpload);
  if (!bytes) throw callingErrors("bad-recording");
  try {
    const samples = readWave(bytes, longestUpload);
    if (samples.length === 0) throw new Error("it is empty");
    return samples;
  } catch (cause) {
    throw callingErrors("bad-recording", {}, { cause });
  }
}
