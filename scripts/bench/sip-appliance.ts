/** An appliance with many phones, for the SIP bench: prints its ports and their credentials, and stays. */
import { testAppliance } from "../peers/appliance.ts";

const people = Number(process.argv[2] ?? 10);
const box = await testAppliance({
  SIP__DOMAIN: "127.0.0.1",
  SIP__DIGEST_ALGORITHMS: "MD5",
  SIP__REQUESTS_PER_SECOND: "1000000",
  SIP__NO_ANSWER_SECONDS: "60",
  CALLING__CALLS_PER_LINE: "20000",
  MEDIA__ANCHOR: process.env.BENCH_ANCHOR ?? "always",
  ...(JSON.parse(process.env.BENCH_SETTINGS ?? "{}") as Record<string, string>),
});
const { directory, invitations } = box.rooms.people;
await directory.setUp({
  code: box.setupCode ?? "",
  organisation: "Bench",
  name: "Bench",
  email: "bench@example.org",
  password: "a long password",
});
const phones = [];
for (let index = 0; index < people; index++) {
  const { person } = await invitations.invite({
    name: `P${index}`,
    email: `p${index}@example.org`,
    role: "user",
  });
  await directory.change(person.id, { state: "active" });
  const { device, password } = await box.rooms.sip.devices.add(person.id, "sipp", { plain: true });
  phones.push({ username: device.username, password, extension: person.extension });
}
process.stdout.write(`${JSON.stringify({ ports: box.rooms.sip.ports, phones })}\n`);
process.on("SIGTERM", () => void box.dispose().finally(() => process.exit(0)));
