/** Voicemail by e-mail, by each person's choice and the house's policy. */
import { expect, test } from "bun:test";
import { testAppliance } from "../../../scripts/peers/appliance.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { mailSettings, openMailServer } from "../../../scripts/peers/mail-server.ts";
import { call } from "../../../web-ui/api/client.ts";

const maria = { name: "Maria", email: "maria@northwind.example", password: "a long password" };
const caller = { name: "Jonas Brandt", number: "1002", personId: undefined };

test.each([
  ["true", true],
  ["false", false],
])(
  "[CA-09] a notice, or the recording where attachments are %s; nothing when it is off",
  async (allowed, holds) => {
    const smtp = await openMailServer();
    const box = await testAppliance({ ...mailSettings(smtp), MAIL__VOICEMAIL_ATTACHMENTS: allowed });
    const client = new AppClient(box.url);
    const id = await client.setUp(box.setupCode ?? "", "Northwind", maria);
    const { mailboxes } = box.rooms.calling;
    const choose = (voicemailMail: "off" | "notice" | "attach") =>
      call(client.api.calling.settings.$patch({ json: { voicemailMail } }));
    const leave = () => mailboxes.leave(id, caller, Buffer.alloc(8000 * 2 * 3));
    await leave(); // off, as it is at first
    await choose("notice");
    await leave();
    const notice = await smtp.received(1);
    expect(notice).toMatchObject({ to: [maria.email], subject: "Voicemail from Jonas Brandt, 1002" });
    expect(notice.text).toContain("left you a message of");
    expect(notice.text).toContain(`${box.url}/calls?tab=voicemail`);
    expect(notice.source).not.toContain("audio/wav");
    await choose("attach");
    await leave();
    expect((await smtp.received(2)).source.includes("audio/wav")).toBe(holds);
    await box.dispose();
    await smtp.close();
  },
);
