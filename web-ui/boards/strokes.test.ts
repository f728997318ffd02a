/** What an earlier page drew, where the appliance does not answer as it should. */
import { expect, test } from "bun:test";
import { ApiError } from "../api/client.ts";
import type { Session } from "../store/session.ts";
import { strokesOf } from "./strokes.ts";

/** A page that begins with one stroke, whose key the appliance refuses with these statuses, one after the other. */
function page(...statuses: number[]) {
  const header = btoa(JSON.stringify({ kid: "key", sp: "space", mid: "board" })).replaceAll("=", "");
  const kept = [{ id: "stroke", board: "board", space: "space", sealed: `${header}..AAAA.AAAA.AAAA` }];
  const session = {
    closed: false,
    stream: { onConnect() {} },
    vault: {
      strokes: async () => [...kept],
      removeStroke: async () => void kept.pop(),
    },
    keyring: {
      get: () => Promise.reject(new ApiError(statuses.shift() ?? 0, { code: "refused", message: "" })),
    },
  } as unknown as Session;
  return { kept, resume: () => strokesOf(session).resume() };
}

for (const status of [0, 401, 429, 503])
  test(`[GN-07] what was drawn is kept while its key cannot be had (${status}), and asked for again`, async () => {
    const { kept, resume } = page(status, 403);
    await resume();
    expect(kept.length).toBe(1);
    await resume();
    expect(kept.length).toBe(0); // now it is known that it never can
  });
