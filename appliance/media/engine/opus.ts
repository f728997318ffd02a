/** Opus (RFC 6716) by Debian's libopus0 through FFI; undefined where the library is missing. */
import { dlopen, FFIType, type Pointer, ptr } from "bun:ffi";

const symbols = {
  opus_encoder_create: { args: [FFIType.i32, FFIType.i32, FFIType.i32, FFIType.ptr], returns: FFIType.ptr },
  opus_encode: {
    args: [FFIType.ptr, FFIType.ptr, FFIType.i32, FFIType.ptr, FFIType.i32],
    returns: FFIType.i32,
  },
  opus_encoder_destroy: { args: [FFIType.ptr], returns: FFIType.void },
  opus_decoder_create: { args: [FFIType.i32, FFIType.i32, FFIType.ptr], returns: FFIType.ptr },
  opus_decode: {
    args: [FFIType.ptr, FFIType.ptr, FFIType.i32, FFIType.ptr, FFIType.i32, FFIType.i32],
    returns: FFIType.i32,
  },
  opus_decoder_destroy: { args: [FFIType.ptr], returns: FFIType.void },
} as const;

function load() {
  try {
    return dlopen("libopus.so.0", symbols).symbols;
  } catch {
    return undefined; // said on the health page
  }
}

const library = load();
export const hasOpus = library !== undefined;

/** OPUS_APPLICATION_VOIP. */
const voip = 2048;
const errorCode = new Int32Array(1024);
/** Scratch of 4 KiB and more stays where it is, so that its address may be kept. */
const packetScratch = new Uint8Array(4096);

/** Mono, 8 kHz in, whatever RTP clock says 48 kHz: the decoder at the other end restores the rate. */
export class OpusEncoder {
  #handle: Pointer | bigint | null;
  readonly #samples = new Int16Array(2048);

  constructor() {
    this.#handle = library?.opus_encoder_create(8000, 1, voip, ptr(errorCode)) ?? null;
  }

  /** @param samples 20 ms: 160 at 8 kHz */
  encode(samples: Int16Array): Buffer | undefined {
    if (!library || !this.#handle || samples.length > this.#samples.length) return undefined;
    this.#samples.set(samples);
    const length = library.opus_encode(
      this.#handle,
      ptr(this.#samples),
      samples.length,
      ptr(packetScratch),
      1276,
    );
    return length > 0 ? Buffer.from(packetScratch.subarray(0, length)) : undefined;
  }

  close(): void {
    if (this.#handle) library?.opus_encoder_destroy(this.#handle);
    this.#handle = null;
  }
}

export class OpusDecoder {
  #handle: Pointer | bigint | null;
  readonly #packet = new Uint8Array(4096);
  readonly #samples = new Int16Array(2048);

  constructor() {
    this.#handle = library?.opus_decoder_create(8000, 1, ptr(errorCode)) ?? null;
  }

  /** Samples at 8 kHz, up to 120 ms; empty for a packet that is damaged. */
  decode(packet: Uint8Array): Int16Array {
    if (!library || !this.#handle || packet.length > this.#packet.length) return new Int16Array();
    this.#packet.set(packet);
    const count = library.opus_decode(
      this.#handle,
      ptr(this.#packet),
      packet.length,
      ptr(this.#samples),
      960,
      0,
    );
    return count > 0 ? this.#samples.slice(0, count) : new Int16Array();
  }

  close(): void {
    if (this.#handle) library?.opus_decoder_destroy(this.#handle);
    this.#handle = null;
  }
}
