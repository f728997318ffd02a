import { afterAll, afterEach, expect, spyOn, test } from "bun:test";
import { Conversation } from "./conversation.ts";
import type { Outbox } from "./outbox.ts";
import type { SealedSpace } from "./sealed-space.ts";
import { Vault } from "./vault.ts";

const fetching = spyOn(globalThis, "fetch");
afterEach(() => void fetching.mockReset());
afterAll(() => fetching.mockRestore());

const busy = () => Response.json({ error: { code: "too-many-requests", message: "" } }, { status: 429 });
const empty = () => Response.json({ messages: [] });

const conversation = async () =>
  new Conversation({
    space: { id: crypto.randomUUID() } as SealedSpace,
    me: "maria",
    outbox: {} as Outbox,
    vault: await Vault.open(), // keeps nothing here
  });
const settled = (of: Conversation) =>
  new Promise<void>((resolve) => {
    const look = () => void (of.state.value.loading || resolve());
    of.state.subscribe(look);
    look();
  });

test("[UX-07] what was prepared and failed is asked for again by whoever opens it", async () => {
  fetching.mockImplementation((async () => busy()) as unknown as typeof fetch);
  const prepared = await conversation();
  prepared.prepare();
  await settled(prepared);
  expect(prepared.state.value.error).toMatchObject({ code: "too-many-requests" });
  fetching.mockImplementation((async () => empty()) as unknown as typeof fetch);
  prepared.open();
  await settled(prepared);
  expect(prepared.state.value).toMatchObject({ error: undefined, atStart: true });
  expect(fetching).toHaveBeenCalledTimes(2);
});

test("[UX-07] what is being prepared is not asked for twice by whoever opens it", async () => {
  fetching.mockImplementation((async () => empty()) as unknown as typeof fetch);
  const prepared = await conversation();
  prepared.prepare();
  prepared.open();
  await settled(prepared);
  prepared.open();
  expect(fetching).toHaveBeenCalledTimes(1);
});
