/** The life of a space, as its members' clients see it. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { call } from "../../web-ui/api/client.ts";
import { decryptContent, encryptContent } from "../../web-ui/crypto/content.ts";

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });

let box: TestAppliance;
let maria: AppClient;
let jonas: AppClient;
let ids: { maria: string; jonas: string; aiko: string };
let aiko: AppClient;

beforeAll(async () => {
  box = await testAppliance();
  maria = new AppClient(box.url);
  const own = await maria.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  const [second, third] = [await maria.admit(person("jonas")), await maria.admit(person("aiko"))];
  jonas = second.client;
  aiko = third.client;
  ids = { maria: own, jonas: second.id, aiko: third.id };
});
afterAll(() => box.dispose());

const spaceOf = async (client: AppClient, id: string) =>
  (await call(client.api.spaces[":id"].$get({ param: { id } }))).space;
const titleOf = async (client: AppClient, id: string) =>
  decryptContent(client.keyring, (await spaceOf(client, id)).title ?? "", { sp: id });
const change = (client: AppClient, id: string, json: { archived: boolean }) =>
  call(client.api.spaces[":id"].$patch({ param: { id }, json }));
const leave = (client: AppClient, id: string, who: string) =>
  call(client.api.spaces[":id"].members[":person"].$delete({ param: { id, person: who } }));
const list = async (client: AppClient) =>
  (await call(client.api.spaces.$get({ query: {} }))).spaces.map(({ id }) => id);

describe("a space", () => {
  test("[GN-05] is made with its members, who read its name and see it in their lists", async () => {
    const id = await maria.createSpace("Harbour", [ids.jonas]);
    expect(await titleOf(jonas, id)).toBe("Harbour");
    expect(await list(jonas)).toContain(id);
    expect(await list(aiko)).not.toContain(id);
    expect(spaceOf(aiko, id)).rejects.toMatchObject({ code: "space-not-found" });
  });

  test("[GN-05] is renamed by a member, and everybody reads the new name", async () => {
    const id = await maria.createSpace("Harbour", [ids.jonas]);
    const told = Promise.withResolvers<void>();
    const socket = await maria.follow(0, (frame) => {
      if (frame.type === "event" && frame.kind === "space.updated" && frame.subject === id) told.resolve();
    });
    const key = await jonas.keyOf(id);
    const title = await encryptContent(jonas.keyring, key, { sp: id }, "Old harbour");
    await call(jonas.api.spaces[":id"].$patch({ param: { id }, json: { title, key } }));
    await told.promise;
    expect(await titleOf(maria, id)).toBe("Old harbour");
    socket.close();
  });

  test("[GN-05] is left: it is gone from one's list, what follows is not for one's key, and nobody is trapped", async () => {
    const id = await maria.createSpace("Harbour", [ids.jonas, ids.aiko]);
    const before = await maria.keyOf(id);
    expect(leave(maria, id, ids.maria)).rejects.toMatchObject({ code: "last-moderator" });
    await leave(jonas, id, ids.jonas);
    expect(await list(jonas)).not.toContain(id);
    expect(spaceOf(jonas, id)).rejects.toMatchObject({ code: "space-not-found" });
    const after = await maria.keyOf(id);
    expect(after).not.toBe(before);
    await maria.send(id, after, "without Jonas");
    expect(jonas.keyring.get(after)).rejects.toThrow();
    await call(
      maria.api.spaces[":id"].members[":person"].$patch({
        param: { id, person: ids.aiko },
        json: { role: "moderator" },
      }),
    );
    await leave(maria, id, ids.maria);
    await leave(aiko, id, ids.aiko); // the last one turns off the light
    expect(await list(aiko)).not.toContain(id);
  });

  test("[GN-05] is archived: everything is read, nothing written; and it comes back", async () => {
    const id = await maria.createSpace("Harbour", [ids.jonas]);
    const key = await maria.keyOf(id);
    const message = await jonas.send(id, key, "before");
    expect(change(jonas, id, { archived: true })).rejects.toMatchObject({ code: "moderator-needed" });
    await change(maria, id, { archived: true });
    expect((await spaceOf(jonas, id)).archived).toBe(true);
    for (const client of [maria, jonas])
      expect(client.send(id, key, "too late")).rejects.toMatchObject({ code: "space-archived" });
    const page = await call(jonas.api.spaces[":id"].messages.$get({ param: { id }, query: {} }));
    expect(page.messages.map((each) => each.id)).toEqual([message]);
    await change(maria, id, { archived: false });
    await jonas.send(id, key, "and on it goes");
  });
});
