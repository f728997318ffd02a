/** A changed password, and the letter about it through a real mail server. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { type MailServer, mailSettings, openMailServer } from "../../scripts/peers/mail-server.ts";
import { call } from "../../web-ui/api/client.ts";

const maria = { name: "Maria", email: "maria@northwind.example", password: "a long password" };
const jonas = { name: "Jonas", email: "jonas@northwind.example", password: "a long password" };

let smtp: MailServer;
let box: TestAppliance;
let administrator: AppClient;
beforeAll(async () => {
  smtp = await openMailServer();
  box = await testAppliance(mailSettings(smtp));
  administrator = new AppClient(box.url);
  await administrator.setUp(box.setupCode ?? "", "Northwind", maria);
});
afterAll(async () => {
  await box.dispose();
  await smtp.close();
});

test("[SE-06] whose password was changed is told so, and the same one again is refused in words", async () => {
  const { client, id } = await administrator.admit(jonas);
  const change = (current: string, next: string) =>
    call(client.api.me.password.$post({ json: { current, next } }));
  expect(change(jonas.password, jonas.password)).rejects.toMatchObject({
    code: "same-password",
    status: 409,
  });
  expect(change("not my password", "not my password")).rejects.toMatchObject({ code: "sign-in-refused" });
  await call(client.api.preferences.$patch({ json: { language: "en-XA" } }));
  await change(jonas.password, "a better long password");
  const letter = await smtp.received(1); // the first: the invitation was a link, and gave the first password
  expect(letter.to).toEqual([jonas.email]);
  expect(letter.source).toContain("Content-Language: en-XA");
  expect(letter.text).not.toContain("http");

  const { invitation } = await call(
    administrator.api.admin.people[":id"].invitation.$post({ param: { id } }),
  );
  await new AppClient(box.url).accept(invitation, { name: "Jonas", password: "a third long password" });
  expect((await smtp.received(2)).subject).toBe(letter.subject);
});
