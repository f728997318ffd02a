/**
 * The whole body of a request, where it has at most so many octets; undefined for a larger one, of which no more is
 * read than that, whatever its headers say.
 */
export async function readBody(request: Request, most: number): Promise<Buffer | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > most) return undefined;
  const parts: Uint8Array[] = [];
  let octets = 0;
  for await (const part of request.body ?? []) {
    octets += part.byteLength;
    if (octets > most) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
