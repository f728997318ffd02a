/** Who hears that somebody shows or hides how far they have read, and when. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { call } from "../../web-ui/api/client.ts";

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });

let box: TestAppliance;
let maria: AppClient;
let jonas: AppClient;
let jonasId: string;
let mariaId: string;

beforeAll(async () => {
  box = await testAppliance();
  maria = new AppClient(box.url);
  mariaId = await maria.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  const admitted = await maria.admit(person("jonas"));
  jonas = admitted.client;
  jonasId = admitted.id;
  await maria.createSpace("Harbour", [jonasId]);
});
afterAll(() => box.dispose());

const show = (receipts: boolean) => call(jonas.api.preferences.$patch({ json: { receipts } }));

/** What Maria's client is told while something happens. */
async function toldOf(run: () => Promise<unknown>): Promise<unknown[]> {
  const told: unknown[] = [];
  const arrived = Promise.withResolvers<void>();
  const socket = await maria.follow(box.rooms.events.last, (frame) => {
    if (frame.type !== "signal") return;
    if (frame.name === "receipts") told.push(frame.data);
    if (frame.name === "fence") arrived.resolve();
  });
  await run();
  box.rooms.stream.signal([mariaId], "fence", null);
  await arrived.promise;
  socket.close();
  return told;
}

test("[UX-09] only a change is told of, however often it is said", async () => {
  expect(await toldOf(() => show(false))).toEqual([{ person: jonasId }]);
  expect(await toldOf(() => show(false))).toEqual([]);
  expect(await toldOf(() => call(jonas.api.preferences.$patch({ json: { sound: false } })))).toEqual([]);
  expect(await toldOf(() => show(true))).toEqual([{ person: jonasId }]);
});

test("[UX-09] where the administrator hides all receipts nobody is told of one's own", async () => {
  const { policy } = await call(maria.api.admin.messaging.policy.$get());
  await call(maria.api.admin.messaging.policy.$put({ json: { ...policy, receipts: false } }));
  expect(await toldOf(() => show(false))).toEqual([]);
  await call(maria.api.admin.messaging.policy.$put({ json: { ...policy, receipts: true } }));
  expect(await toldOf(() => show(true))).toEqual([{ person: jonasId }]);
});
