/** The typed client of the appliance's HTTP interface, and its one kind of error. */
import { hc } from "hono/client";
import type { AppRoutes } from "../../appliance/routes.ts";

/** Seconds that a request waits by itself when the appliance asks it to; longer waits are told to the person. */
const longestWait = 5;
const mostTries = 4;
/** Milliseconds until what was cut is asked for again. */
const cutWait = 250;

/**
 * Asks again after as long as the appliance wants (429 with Retry-After): a burst is no failure. Nor is a line that is
 * cut in the middle of an answer, as where the machine goes from one network to another.
 */
export async function patientFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const answer = await fetchTwice(input, init);
    const wait = Number(answer.headers.get("Retry-After") ?? Number.NaN);
    if (answer.status !== 429 || tries === mostTries || !(wait <= longestWait)) return answer;
    await new Promise((resolve) => setTimeout(resolve, wait * 1000 * (1 + Math.random() / 2)));
  }
}

/** What only reads is asked for once more when the line is cut; anything else may have been done already. */
async function fetchTwice(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const { method = "GET" } = input instanceof Request ? input : (init ?? {});
  try {
    return await fetch(input, init);
  } catch (error) {
    const isOver = error instanceof DOMException || !navigator.onLine; // given up, or nothing to be reached
    if (method !== "GET" || isOver) throw error;
    await new Promise((resolve) => setTimeout(resolve, cutWait));
    return fetch(input, init);
  }
}

export const api = hc<AppRoutes>("/app", { fetch: patientFetch });

/** What the appliance answered when it could not do something; `message` is meant for people. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;

  constructor(status: number, error: { code: string; message: string; details?: Record<string, unknown> }) {
    super(error.message);
    this.status = status;
    this.code = error.code;
    this.details = error.details ?? {};
  }
}

interface Answer<Body> {
  ok: boolean;
  status: number;
  json(): Promise<Body>;
}

/** Told when the appliance says that the session is over. */
let onSignedOut = () => {};
/** Leaves the signed-in app, after the person or the appliance ended the session. */
export const signedOut = (): void => onSignedOut();
export const whenSignedOut = (listener: () => void): void => {
  onSignedOut = listener;
};

export const unreachable = (): ApiError =>
  new ApiError(0, {
    code: "unreachable",
    message: "The appliance cannot be reached. Check your connection.",
  });

/** The body of a good answer; throws ApiError otherwise, also when the appliance cannot be reached. */
export async function call<Body>(request: Promise<Answer<Body>>): Promise<Body> {
  let answer: Answer<Body>;
  try {
    answer = await request;
  } catch {
    throw unreachable();
  }
  if (answer.status === 204) return undefined as Body;
  if (answer.ok) return answer.json();
  const body = (await answer.json().catch(() => ({}))) as {
    error?: ConstructorParameters<typeof ApiError>[1];
  };
  const error = new ApiError(
    answer.status,
    body.error ?? { code: "unknown", message: "The appliance gave no reason." },
  );
  if (error.code === "signed-out") onSignedOut();
  throw error;
}
