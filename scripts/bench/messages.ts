/**
 * Messages: how many are stored durably a second, and how long one takes from the sender's key to the paint in
 * both browsers.
 *
 *   bun scripts/bench/messages.ts        (packages: chromium)
 */
import { testAppliance } from "../peers/appliance.ts";
import { openBrowser, visitor } from "../peers/browser.ts";
import { AppClient } from "../peers/client.ts";
import { openSpace, signIn } from "../peers/steps.ts";
import { milliseconds, table } from "./process.ts";

const clients = 64;
const seconds = 5;
const painted = 60;

const person = (name: string) => ({ name, email: `${name}@example.org`, password: "a long password" });
const box = await testAppliance();
const maria = new AppClient(box.url);
await maria.setUp(box.setupCode ?? "", "Bench", person("maria"));
const jonas = await maria.admit(person("jonas"));
const space = await maria.createSpace("Bench", [jonas.id]);
const key = await maria.keyOf(space);

let acknowledged = 0;
const until = performance.now() + seconds * 1000;
await Promise.all(
  Array.from({ length: clients }, async (_, index) => {
    const writer = index % 2 ? maria : jonas.client;
    while (performance.now() < until) {
      await writer.send(space, key, "a message of a usual length, as people write them all day");
      acknowledged++;
    }
  }),
);

await maria.createSpace("Quiet", [jonas.id]);
const browser = await openBrowser();
const [sender, recipient] = await Promise.all([visitor(browser, box.url), visitor(browser, box.url)]);
await signIn(sender.page, person("maria"));
await signIn(recipient.page, person("jonas"));
for (const { page } of [sender, recipient]) await openSpace(page, "Quiet");

/** When a text was painted, in the page's own wall clock. */
const paint = (page: typeof sender.page, text: string) =>
  page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const found = [...document.querySelectorAll(".message-body")].some((body) =>
            body.textContent?.includes(wanted),
          );
          if (found) requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
          else requestAnimationFrame(look);
        };
        look();
      }),
    text,
  );

const atSender: number[] = [];
const atRecipient: number[] = [];
for (let index = 0; index < painted; index++) {
  const text = `message number ${index}`;
  const paints = Promise.all([paint(sender.page, text), paint(recipient.page, text)]);
  await sender.page.getByRole("textbox", { name: /^Write to/ }).fill(text);
  const pressed = await sender.page.evaluate(() => {
    const area = document.querySelector("textarea");
    const at = performance.timeOrigin + performance.now();
    area?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    return at;
  });
  const [first = 0, second = 0] = await paints;
  atSender.push(first - pressed);
  atRecipient.push(second - pressed);
}
table("Messages", [
  [
    "stored durably, 64 at a time, client and server in one process",
    `${Math.round(acknowledged / seconds)} a second`,
  ],
  ["key to paint, sender", milliseconds(atSender)],
  ["key to paint, recipient", milliseconds(atRecipient)],
]);
await browser.close();
await box.dispose();
process.exit(0);
