/** Dialling rules that an administrator chose hold for the next call (CA-22). */
import { afterAll, beforeAll, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { type ProvidedHouse, providedHouse, theirs } from "../../../scripts/peers/provider.ts";
import { password } from "../../../scripts/peers/telephones.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";

let outside: ProvidedHouse;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  outside = await providedHouse(["Maria", "Jonas"]);
  [maria, jonas] = [outside.house.people.maria, outside.house.people.jonas] as [Person, Person];
}, 30_000);
afterAll(async () => {
  await outside.hangUp();
  await outside.dispose();
});

test("[CA-22] a prefix and a front desk that were chosen hold for the next call", async () => {
  const { house } = outside;
  const app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
  const { dialling } = await call(app.api.admin.calling.$get());
  const desk = await house.phone(maria);
  await outside.provider.phone(outside.outsider, { answers: true });
  const prefixed = `9${theirs.slice("+1".length)}`;
  await desk.command("dial", prefixed);
  await desk.says(/404 Not Found/);
  const json = { ...dialling.chosen, outsidePrefix: "9", frontDesk: [`${jonas.extension}`] };
  await call(app.api.admin.calling.dialling.$put({ json }));
  await desk.command("dial", prefixed);
  await desk.says(/Call established/);
  await desk.command("hangup");
  await house.quiet();
  const told = Promise.withResolvers<void>();
  const stop = house.box.rooms.events.listen(
    ({ kind, topic }) => kind === "call.emergency" && topic === `person:${jonas.id}` && told.resolve(),
  );
  await outside.provider.phone(outside.helpers, { answers: true });
  await desk.command("dial", "9911");
  await desk.says(/Call established/);
  await told.promise;
  stop();
  await desk.command("hangup");
  await house.quiet();
}, 40_000);
