/** Which number a new person gets. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";

let box: TestAppliance;
beforeAll(async () => {
  box = await testAppliance();
  await box.rooms.people.directory.setUp({
    code: box.setupCode ?? "",
    organisation: "Northwind",
    name: "Maria",
    email: "maria@northwind.example",
    password: "a long password",
  });
});
afterAll(() => box.dispose());

test("[AD-01] numbers of four digits are followed by those of five, wherever an administrator has put somebody", async () => {
  const { directory, invitations } = box.rooms.people;
  const extension = async (at: number) => {
    const invited = { name: `Person ${at}`, email: `p${at}@northwind.example`, role: "user" as const };
    return (await invitations.invite(invited)).person;
  };
  const first = await extension(1);
  expect(first.extension).toBe("1002");
  await directory.change(first.id, { extension: "9999" });
  const given = [await extension(2), await extension(3)].map((person) => person.extension);
  expect(given).toEqual(["10001", "10002"]);
});
