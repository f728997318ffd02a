/**
 * What callers with pictures see while they wait (CA-12). The browser in which an administrator chooses it encodes it,
 * because it has an encoder and the house has none; the house checks that it is what it says and keeps it sealed.
 */
import { z } from "zod";
import type { MediaLeg, StillPicture } from "../../media/index.ts";
import { readBody } from "../../platform/index.ts";
import { callingErrors } from "../errors.ts";
import type { SealedSounds } from "./sealed-sounds.ts";
import { standardHoldPicture } from "./standard-hold-picture.ts";

const name = "hold-picture";
const largestFrame = 256 * 1024;
/** Of the whole upload, in characters. */
const largestUpload = 4 * 1024 * 1024;

const encoded = z.base64().max(Math.ceil(largestFrame / 3) * 4);
const uploadSchema = z.strictObject({
  /** A JPEG, for administrators to look at. */
  preview: encoded,
  stills: z
    .array(
      z.strictObject({
        codec: z.enum(["H264", "VP8"]),
        height: z.union([z.literal(360), z.literal(720)]),
        frames: z.array(encoded).min(1).max(2),
      }),
    )
    .min(1)
    .max(4),
});

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.fromBase64(text);

/** Undefined for what is no JSON. */
function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Whether these begin as a key frame of the codec does; what follows is for decoders, which expect anything. */
function isKeyFrame(codec: StillPicture["codec"], frame: Uint8Array): boolean {
  if (codec === "H264") return frame[0] === 0 && frame[1] === 0 && holdsIdr(Buffer.from(frame));
  const [first = 1] = frame;
  return (first & 1) === 0 && frame[3] === 0x9d && frame[4] === 0x01 && frame[5] === 0x2a; // RFC 6386 §9.1
}

/** Parameter sets and the picture itself (H.264 table 7-1: 7, 8 and 5). */
function holdsIdr(stream: Buffer): boolean {
  const types = new Set<number>();
  for (let at = stream.indexOf("\0\0\x01", 0, "latin1"); at >= 0; ) {
    types.add((stream[at + 3] ?? 0) & 31);
    at = stream.indexOf("\0\0\x01", at + 3, "latin1");
  }
  return [5, 7, 8].every((type) => types.has(type));
}

interface Chosen {
  preview: Uint8Array<ArrayBuffer>;
  stills: StillPicture[];
}

/** Throws `bad-hold-picture` for what is none. */
function read(value: unknown): Chosen {
  const parsed = uploadSchema.safeParse(value);
  if (!parsed.success) throw callingErrors("bad-hold-picture", {}, { cause: parsed.error });
  const { preview, stills } = parsed.data;
  const chosen: Chosen = {
    preview: bytesOf(preview),
    stills: stills.map((still) => ({ ...still, frames: still.frames.map(bytesOf) })),
  };
  const [first, second] = chosen.preview;
  const whole = chosen.stills.every(({ codec, frames }) => frames.every((frame) => isKeyFrame(codec, frame)));
  if (!whole || first !== 0xff || second !== 0xd8) throw callingErrors("bad-hold-picture");
  return chosen;
}

export class HoldPicture {
  readonly #store: SealedSounds;
  /** In memory, because a caller who is held sees it at once. */
  #chosen: Chosen | undefined;

  private constructor(store: SealedSounds, chosen: Chosen | undefined) {
    this.#store = store;
    this.#chosen = chosen;
  }

  static async open(store: SealedSounds): Promise<HoldPicture> {
    const kept = await store.read(name);
    return new HoldPicture(store, kept && read(JSON.parse(new TextDecoder().decode(kept))));
  }

  /** As JPEG; undefined for what the house shows by itself. */
  get preview(): Uint8Array<ArrayBuffer> | undefined {
    return this.#chosen?.preview;
  }

  /** Takes what a browser has encoded. Throws `bad-hold-picture`. */
  async take(request: Request): Promise<void> {
    const body = await readBody(request, largestUpload);
    if (!body) throw callingErrors("bad-hold-picture");
    const upload = jsonOf(body);
    const chosen = read(upload);
    await this.#store.write(name, new TextEncoder().encode(JSON.stringify(upload)));
    this.#chosen = chosen;
  }

  remove(): void {
    this.#store.remove(name);
    this.#chosen = undefined;
  }

  /** Whoever is at this leg waits from now on. */
  show(leg: MediaLeg): Promise<void> {
    return leg.showStill(this.#chosen?.stills ?? standardHoldPicture);
  }
}
