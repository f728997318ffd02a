/** Titles whose keys cannot be asked for are opened when they can. */
import { expect, test } from "bun:test";
import type { Space } from "../../appliance/messaging/index.ts";
import { ApiError } from "../api/client.ts";
import { encryptContent } from "../crypto/content.ts";
import type { Keyring } from "../crypto/keyring.ts";
import type { Session } from "./session.ts";
import { Signal } from "./signal.ts";
import type { SpaceView } from "./space-list.ts";
import { openOthers, showSpaces } from "./titles.ts";

test("[UX-06] a title stays closed while its key cannot be had, and opens with the next connection", async () => {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  let away = false;
  let attempts = 0;
  const get = async () => {
    if (away) throw new ApiError(0, { code: "unreachable", message: "" });
    return key;
  };
  const keyring = { get } as unknown as Keyring;
  const title = await encryptContent(keyring, "k", { sp: "s" }, "Harbour");
  const space = { id: "s", title, favourite: false, lastAt: 1 } as Space;
  const byId = new Signal<ReadonlyMap<string, SpaceView>>(new Map());
  const session = {
    keyring,
    spaces: { byId },
    shown: Promise.resolve(),
    closed: false,
  } as unknown as Session;
  const tried = Promise.withResolvers<void>();
  away = true;
  byId.subscribe(() => attempts++ > 0 && tried.resolve());
  await showSpaces(session, [space]);
  void openOthers(session);
  await tried.promise;
  expect(byId.value.get("s")).toMatchObject({ name: "", opened: false });
  away = false;
  const opened = Promise.withResolvers<void>();
  byId.subscribe(() => byId.value.get("s")?.opened && opened.resolve());
  await new Promise((resolve) => setImmediate(resolve)); // that turn is over
  void openOthers(session);
  await opened.promise;
  expect(byId.value.get("s")?.name).toBe("Harbour");
});
