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

/**
 * The request, with a body of at most so many octets; undefined for a larger one, of which no more is kept. A length
 * that is declared is kept to by the server; one that is not is counted.
 */
export async function withinLimit(request: Request, most: number): Promise<Request | undefined> {
  const declared = request.headers.get("content-length");
  if (!request.body || (declared !== null && !request.headers.has("transfer-encoding")))
    return Number(declared ?? 0) > most ? undefined : request;
  const content = await readBody(request, most);
  return content && new Request(request, { body: new Uint8Array(content) });
}
