/** What the readers of picture files share. */

/** The file is not what its beginning says. */
export class BrokenPicture extends Error {
  override readonly name = "BrokenPicture";
}

/** A picture that is not shared, because what it tells of who took it cannot be found; the message is for people. */
export class RefusedPicture extends Error {
  override readonly name = "RefusedPicture";
}

export const textAt = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
