/**
 * How soon a telephone has what its person set in the portal (CA-26: within 5 s): from the request to the settings that
 * the telephone has loaded, over HTTPS and SIP over TLS on loopback, for one telephone among others that are registered.
 *
 *   bun scripts/bench/phone-settings.ts [changes] [telephones]
 */
import { call } from "../../web-ui/api/client.ts";
import { CiscoPhone } from "../peers/cisco-phone.ts";
import { AppClient } from "../peers/client.ts";
import { password, telephoneHouse } from "../peers/telephones.ts";
import { until } from "../peers/until.ts";
import { milliseconds, table } from "./process.ts";

const changes = Number(process.argv[2] ?? 200);
const telephones = Number(process.argv[3] ?? 10);

const house = await telephoneHouse(["Maria"], { SIP__DOMAIN: "localhost" });
const { box, people } = house;
const app = new AppClient(box.url);
await app.signIn({ name: "Maria", email: people.maria?.email ?? "", password });
const phones = new Map<string, CiscoPhone>();
for (let made = 0; made < telephones; made++) {
  const hardware = `00562b0000${made.toString(16).padStart(2, "0")}`;
  const phone = new CiscoPhone({ model: "8841", hardware });
  const { url } = await call(app.api.phones.codes.$post({ json: { name: "", timeZone: "Europe/Berlin" } }));
  if ((await phone.load(url)) !== 200 || (await phone.register(box.rooms.sip.ports.tls)) !== 200)
    throw new Error("a telephone was not set up");
  phones.set(hardware, phone);
}
const { phones: set } = await call(app.api.phones.$get());
const took: number[] = [];
for (let change = 0; change < changes; change++) {
  const view = set[change % set.length];
  const phone = view && phones.get(view.hardware.replaceAll(":", ""));
  if (!phone) throw new Error("a telephone is not listed");
  const title = `Change ${change}`;
  const began = performance.now();
  await call(
    app.api.phones[":id"].settings.$put({
      param: { id: view.deviceId },
      json: { ...view.settings, title },
    }),
  );
  await until(() => phone.fields.get("Station_Name") === title, 20_000, 1);
  took.push(performance.now() - began);
}
table(`${changes} changes, ${telephones} telephones`, [
  ["from the portal to the telephone", milliseconds(took)],
]);
for (const phone of phones.values()) phone.unplug();
await box.dispose();
process.exit(0);
