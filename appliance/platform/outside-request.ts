/** Requests to addresses that others named: pinned to what was checked, bounded, without cookies. */
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { rootCertificates } from "node:tls";
import { type OutsideRules, type Resolve, resolveOutside } from "./outside.ts";

export interface OutsideRequest {
  rules: OutsideRules;
  /** Ends it, whatever it is doing. */
  signal: AbortSignal;
  /** Of the answer's body. */
  maxBytes: number;
  /** Whether a longer body is cut there instead of refused. */
  cut?: boolean;
  /** How many redirects are followed, each checked like the first address; none where absent. */
  redirects?: number;
  /** Looks at the answer's head before its body is read: why it is not wanted, or undefined. */
  unwanted?: (answer: Pick<OutsideAnswer, "status" | "headers">) => string | undefined;
  method?: "GET" | "POST";
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array;
  /** PEM of a further authority that may sign for the other side. */
  authority?: string | undefined;
  resolve?: Resolve;
  /** Address of this machine that it leaves by; only addresses of its family are called then. */
  source?: string | undefined;
}

export interface OutsideAnswer {
  /** Where it came from, after redirects. */
  url: string;
  status: number;
  /** In small letters; of repeated ones the last. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

const redirected = new Set([301, 302, 303, 307, 308]);

/** Calls a URL. Rejects with the reason when it may not be called, does not answer, or answers too much. */
export async function requestOutside(url: string, options: OutsideRequest): Promise<OutsideAnswer> {
  let target = url;
  for (let left = options.redirects ?? 0; ; left--) {
    const addresses = await ended(resolveOutside(target, options.rules, options.resolve), options.signal);
    const answer = await exchange(target, addresses, options);
    const { location } = answer.headers;
    if (!redirected.has(answer.status) || location === undefined || options.redirects === undefined)
      return answer;
    if (left <= 0) throw new Error("It redirects too often.");
    target = new URL(location, target).href;
  }
}

/** The promise, or the signal's reason when that comes first. */
async function ended<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const over = Promise.withResolvers<never>();
  const onAbort = () => over.reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, over.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** One request and its answer, over a connection to one of the addresses, the first that answers, and nowhere else. */
async function exchange(
  target: string,
  addresses: readonly string[],
  options: OutsideRequest,
): Promise<OutsideAnswer> {
  const url = new URL(target);
  const { method = "GET", headers = {}, body, authority, signal, source } = options;
  const known = addresses
    .map((address) => ({ address, family: isIP(address) }))
    .filter(({ family }) => source === undefined || family === isIP(source));
  if (known.length === 0) throw new Error("There is no way from the source address.");
  const [first = { address: "", family: 0 }] = known;
  const lookup: LookupFunction = (_host, { all }, answer) =>
    all ? answer(null, known) : answer(null, first.address, first.family);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const request = send(url, {
    method,
    agent: false, // no connection that was opened for another name
    lookup,
    ...(source && { localAddress: source }),
    headers: { "Accept-Encoding": "identity", ...headers },
    ...(authority && { ca: [...rootCertificates, authority] }),
  });
  const answered = new Promise<OutsideAnswer>((resolve, reject) => {
    request.on("error", reject);
    request.on("response", (response) => {
      readAnswer(request, response, options).then((rest) => resolve({ url: target, ...rest }), reject);
    });
  });
  request.end(body);
  return ended(answered, signal).finally(() => request.destroy());
}

async function readAnswer(
  request: ClientRequest,
  response: IncomingMessage,
  options: OutsideRequest,
): Promise<Omit<OutsideAnswer, "url">> {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, [value ?? ""].flat().at(-1) ?? ""]),
  );
  const status = response.statusCode ?? 0;
  if (redirected.has(status)) return { status, headers, body: Buffer.alloc(0) };
  const { "content-encoding": encoding = "identity", "content-length": length = "0" } = headers;
  // Nothing is unpacked: a small answer cannot grow here.
  const refused = encoding === "identity" ? options.unwanted?.({ status, headers }) : "It is compressed.";
  if (refused) throw new Error(refused);
  const { maxBytes, cut = false } = options;
  if (!cut && Number(length) > maxBytes) throw new Error("It is too large.");
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size <= maxBytes) continue;
    request.destroy();
    if (!cut) throw new Error("It is too large.");
    break;
  }
  return { status, headers, body: Buffer.concat(parts).subarray(0, maxBytes) };
}
