/** Administrators are written to about limits, through a real mail server. */
import { expect, test } from "bun:test";
import { testAppliance } from "../../../scripts/peers/appliance.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { mailSettings, openMailServer } from "../../../scripts/peers/mail-server.ts";
import { until } from "../../../scripts/peers/until.ts";
import { noSpendingLimits } from "./spending-limits.ts";

const maria = { name: "Maria", email: "maria@northwind.example", password: "a long password" };
const jonas = { name: "Jonas", email: "jonas@northwind.example", password: "a long password" };

test("[SE-01] each administrator has one e-mail of a limit that is reached, however many calls follow, and the overview says so", async () => {
  const smtp = await openMailServer();
  const box = await testAppliance(mailSettings(smtp));
  const administrator = new AppClient(box.url);
  await administrator.setUp(box.setupCode ?? "", "Northwind", maria);
  const { id } = await administrator.admit(jonas);
  const { spending } = box.rooms.calling.protection;
  await spending.putPrices([{ destination: "national", price: 600_000_000 }]); // ten a second
  const day = { money: 1_000_000, minutes: null };
  const limits = { ...noSpendingLimits, person: { ...noSpendingLimits.person, day } };
  await spending.change(limits);
  const overrun = async () => {
    const party = { personId: undefined, name: "", number: "+14155550199" };
    spending.runs(party, { payer: id, number: party.number, call: crypto.randomUUID() });
    await until(() => spending.reached.length > 0);
    spending.ends(party);
  };
  await overrun();
  const letter = await smtp.received(1);
  expect(letter).toMatchObject({ to: [maria.email] });
  expect(letter.subject).toBe("Jonas has reached a limit for calls outside");
  expect(letter.text).toMatch(/Spent today: €1\.\d\d of €1\.00\./);
  expect(letter.text).toContain(`${box.url}/admin/spending`);
  await overrun();
  await spending.change({ ...limits, house: limits.person });
  const house = await smtp.received(2);
  expect(house.subject).toBe("The whole organisation has reached a limit for calls outside");
  await until(() => box.rooms.mail.state.waiting === 0);
  expect(smtp.mails).toHaveLength(2);
  const overview = await (await administrator.fetch(`${box.url}/app/admin/overview`)).json();
  expect(overview.findings).toContainEqual(expect.objectContaining({ code: "spending.house" }));
  await box.dispose();
  await smtp.close();
}, 30_000);
