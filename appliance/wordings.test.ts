/** Letters in the language of who reads them, through a real mail server. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { type TestAppliance, testAppliance } from "../scripts/peers/appliance.ts";
import { AppClient } from "../scripts/peers/client.ts";
import { type MailServer, mailSettings, openMailServer } from "../scripts/peers/mail-server.ts";
import { call } from "../web-ui/api/client.ts";
import { enLetters } from "../web-ui/text/en-letters.ts";
import { locales } from "../web-ui/text/locales.ts";
import { htmlOf } from "./platform/letter.ts";
import { Wordings } from "./wordings.ts";

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });
/** English as a tester recognises it: its letters have accents. */
const pseudo = "en-XA";

let smtp: MailServer;
let box: TestAppliance;
let maria: AppClient;
let mariaId: string;
let jonas: { id: string; client: AppClient };

beforeAll(async () => {
  smtp = await openMailServer();
  box = await testAppliance(mailSettings(smtp));
  maria = new AppClient(box.url);
  mariaId = await maria.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  jonas = await maria.admit(person("jonas"));
});
afterAll(async () => {
  await box.dispose();
  await smtp.close();
});

const speak = (client: AppClient, language: string) =>
  call(client.api.preferences.$patch({ json: { language } }));
describe("letters", () => {
  test("[MS-20] strangers are written to in the organisation's language, right to left where it runs so", async () => {
    await call(maria.api.admin.language.$put({ json: { language: "ar" } }));
    const space = await maria.createSpace("Harbour", []);
    const before = smtp.mails.length;
    await call(
      maria.api.spaces[":id"].guests.$post({
        param: { id: space },
        json: { email: "guest@elsewhere.example" },
      }),
    );
    const letter = await smtp.received(before + 1);
    expect(letter.to).toEqual(["guest@elsewhere.example"]);
    expect(letter.source).toContain("Content-Language: ar");
    expect(letter.html).toContain('<html lang="ar" dir="rtl">');
    expect(letter.html).toContain('<p dir="auto">');
    await call(maria.api.admin.language.$put({ json: { language: "en" } }));
  });

  test("[MS-20] a digest and a test message come in the language that their reader has chosen", async () => {
    await speak(jonas.client, pseudo);
    await speak(maria, pseudo);
    const space = await maria.createSpace("Harbour", [jonas.id]);
    await maria.send(space, await maria.keyOf(space), "hello", undefined, { mentions: [jonas.id] });
    const { messaging, db, mail } = box.rooms;
    await messaging.notifications.settled();
    await db.write((orm) => void orm.run(sql`update notifications set at = at - 3600000`));
    const before = smtp.mails.length;
    await messaging.notifications.digests.send();
    await mail.settled();
    const digest = await smtp.received(before + 1);
    expect(digest.text).toContain("ïñvïtátïöñ");
    expect(digest.text).toContain("méñtïöñ");
    await call(maria.api.admin.mail.test.$post({ json: { to: "maria@northwind.example" } }));
    expect((await smtp.received(before + 2)).text).toContain("Thïš ïš thé téšt méššágé");
    await speak(jonas.client, "");
  });

  test("[MS-20] [CA-09] so does voicemail, and its plural is the language's own", async () => {
    await speak(maria, pseudo);
    await call(maria.api.calling.settings.$patch({ json: { voicemailMail: "notice" } }));
    const before = smtp.mails.length;
    const caller = { name: "Jonas", number: "1002", personId: undefined };
    await box.rooms.calling.mailboxes.leave(mariaId, caller, Buffer.alloc(8000 * 2 * 3));
    const letter = await smtp.received(before + 1);
    expect(letter.text).toContain("Jonas, 1002");
    expect(letter.text).toContain("3 šéçöñdš");
    expect(letter.text).toContain("Lïštéñ ïñ Héárth");
  });

  test("[MS-20] a language that we have not, and one that is not loaded yet, is English", async () => {
    const wordings = new Wordings();
    await wordings.load("tlh");
    for (const tag of ["tlh", "de", "", "rubbish!"])
      expect(wordings.of(tag).say("letter.digest.open")).toBe(enLetters["letter.digest.open"]);
    await wordings.load("de");
    expect(wordings.of("de-AT").tag).toBe("de");
    expect(wordings.of("de").direction).toBe("ltr");
    for (const { tag } of locales) await wordings.load(tag);
    expect(locales.filter(({ tag }) => wordings.of(tag).direction === "rtl").map(({ tag }) => tag)).toEqual([
      "ar",
      "he",
    ]);
  });

  test("[MS-20] names that run the other way keep to themselves, and markup in them is text", async () => {
    const wordings = new Wordings();
    await wordings.load("he");
    const about = { caller: "Maria <b>Keller</b>", count: 2 };
    const subject = wordings.of("he").say("letter.voicemail.lead", about);
    expect(subject).toContain("\u2068Maria <b>Keller</b>\u2069");
    const html = htmlOf({ language: wordings.of("he"), subject, paragraphs: [subject] });
    expect(html).toContain('<html lang="he" dir="rtl">');
    expect(html).not.toContain("<b>");
  });

  test("[MS-20] rubbish is no language", async () => {
    for (const language of ["x", "english please", "en'", "e".repeat(40), "../en"]) {
      expect(speak(maria, language)).rejects.toMatchObject({ code: "invalid-request" });
      expect(call(maria.api.admin.language.$put({ json: { language } }))).rejects.toMatchObject({
        code: "invalid-request",
      });
    }
  });
});
