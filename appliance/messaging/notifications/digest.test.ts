/** E-mail digests: who waits and how many, never what, and not for those who are here. */
import { expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { testAppliance } from "../../../scripts/peers/appliance.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { mailSettings, openMailServer } from "../../../scripts/peers/mail-server.ts";
import { call } from "../../../web-ui/api/client.ts";

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });
const hour = 3_600_000;

test("[MS-13] a digest says who and how many, once a period, to those who are away and want it", async () => {
  const smtp = await openMailServer();
  const box = await testAppliance(mailSettings(smtp));
  const { db, messaging, mail } = box.rooms;
  const maria = new AppClient(box.url);
  await maria.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  const [jonas, aiko, lena] = await Promise.all(
    ["jonas", "aiko", "lena"].map((name) => maria.admit(person(name))),
  );
  if (!jonas || !aiko || !lena) throw new Error("nobody");
  const people = [jonas.id, aiko.id, lena.id];
  const space = await maria.createSpace("Secret harbour", people);
  const mention = async () =>
    maria.send(space, await maria.keyOf(space), "canary", undefined, { mentions: people });
  /** As if so much time had passed since then. */
  const pass = async (time: number) => {
    await messaging.notifications.settled();
    await db.write((orm) => {
      orm.run(sql`update notifications set at = at - ${time}`);
      orm.run(sql`update digests set sent_at = sent_at - ${time}`);
    });
  };
  const send = async () => {
    await messaging.notifications.digests.send();
    await mail.settled();
  };
  await call(aiko.client.api.preferences.$patch({ json: { digest: "off" } }));
  const here = await lena.client.follow(0, () => {});
  await mention();
  await mention();
  await messaging.notifications.settled();
  await send();
  expect(smtp.mails).toHaveLength(0); // they may still see it
  await pass(hour);
  await send();
  await send();
  const [digest] = smtp.mails;
  expect(smtp.mails).toHaveLength(1);
  expect(digest).toMatchObject({ to: [person("jonas").email], subject: "3 things wait for you" });
  expect(digest?.text).toContain("maria: 1 invitation, 2 mentions");
  expect(digest?.text).toContain(`${box.url}/notifications`);
  expect(digest?.source).not.toMatch(/canary|harbour/);
  await mention();
  await pass(hour);
  await send();
  expect(smtp.mails).toHaveLength(1); // at most one a day
  await call(jonas.client.api.preferences.$patch({ json: { digest: "hourly" } }));
  await send();
  expect(smtp.mails[1]?.subject).toBe("One thing waits for you");
  here.close();
  await box.dispose();
  await smtp.close();
});
