/** What a member can do to others' boards with ids that are taken. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { personNamed } from "../../scripts/peers/steps.ts";
import { call } from "../../web-ui/api/client.ts";
import { encryptContent } from "../../web-ui/crypto/content.ts";

let box: TestAppliance;
let maria: AppClient;
let jonas: AppClient;
let space: string;

beforeAll(async () => {
  box = await testAppliance();
  maria = new AppClient(box.url);
  await maria.setUp(box.setupCode ?? "", "Northwind", personNamed("Maria Keller"));
  const other = await maria.admit(personNamed("Jonas Brandt"));
  jonas = other.client;
  space = await maria.createSpace("Studio", [other.id]);
});

afterAll(() => box?.dispose());

async function change(client: AppClient, board: string, id: string, content: string) {
  const body = await encryptContent(
    client.keyring,
    await client.keyOf(space),
    { sp: space, mid: board },
    content,
  );
  return call(client.api.boards[":id"].operations.$post({ param: { id: board }, json: { id, body } }));
}

test("[GN-07] the same change again is stored once, and another's id is taken by nobody else", async () => {
  const [plan, own] = [await maria.createBoard(space, "Plan"), await jonas.createBoard(space, "Own")];
  const id = crypto.randomUUID();
  const { operation } = await change(maria, plan, id, "first");
  expect((await change(maria, plan, id, "something else")).operation).toEqual(operation);
  for (const [client, board] of [
    [jonas, plan],
    [jonas, own],
    [maria, own],
  ] as const)
    expect(change(client, board, id, "forged")).rejects.toMatchObject({ code: "operation-id-taken" });
  const stored = await call(maria.api.boards[":id"].$get({ param: { id: plan }, query: {} }));
  expect(stored.operations).toEqual([operation]);
});

test("[GN-14] a board whose id is taken, in another space or by another kind, is refused in words", async () => {
  const elsewhere = await jonas.createSpace("Own", []);
  const id = await jonas.createBoard(elsewhere, "There");
  const title = await encryptContent(
    maria.keyring,
    await maria.keyOf(space),
    { sp: space, mid: id },
    "Notes",
  );
  const create = (kind: "drawing" | "notes") =>
    call(
      maria.api.spaces[":id"].boards.$post({ param: { id: space }, json: { id, kind, title, tokens: [] } }),
    );
  expect(create("notes")).rejects.toMatchObject({ code: "board-id-taken" });
  const drawing = await maria.createBoard(space, "Drawing");
  const sealed = await encryptContent(
    maria.keyring,
    await maria.keyOf(space),
    { sp: space, mid: drawing },
    "Again",
  );
  const again = (kind: "drawing" | "notes") => {
    const json = { id: drawing, kind, title: sealed, tokens: [] };
    return call(maria.api.spaces[":id"].boards.$post({ param: { id: space }, json }));
  };
  expect((await again("drawing")).board.id).toBe(drawing);
  expect(again("notes")).rejects.toMatchObject({ code: "board-id-taken" });
});
