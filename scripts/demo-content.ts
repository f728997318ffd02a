/** The demo's organisation: people, spaces and what they say, filled in as clients would. */
import { AppClient } from "./peers/client.ts";
import type { NewPerson } from "./peers/steps.ts";

const password = "hearth and home";
const person = (name: string) => ({
  name,
  email: `${name.split(" ")[0]?.toLowerCase()}@northwind.example`,
  password,
});
export const admin = person("Maria Keller");
const others = [
  "Jonas Brandt",
  "Aiko Tanaka",
  "Samuel Osei",
  "Lena Fischer",
  "Priya Nair",
  "Tom Alvarez",
].map(person);

/** Space → who says what, in order; 0 is the administrator, the others as they stand above. */
const conversations: Record<string, readonly (readonly [speaker: number, text: string])[]> = {
  "Product launch": [
    [0, "Good morning! The launch is on **12 March**. Here is where we stand:"],
    [0, "- packaging is approved\n- the film is cut\n- pricing waits for finance"],
    [
      2,
      "The film looks wonderful. I have two small notes on the captions, I will bring them to the meeting.",
    ],
    [1, "Finance has answered: `Standard` stays at 49, `Pro` goes to 89. I have updated the sheet."],
    [3, "Then the price list can go to the printer today."],
    [0, "Perfect. Let us meet at ten to go through the open points."],
    [4, "I will join by telephone, I am on the train until eleven."],
  ],
  "Front desk": [
    [4, "The new phones at the desk ring with all of us now. Whoever is free takes the call."],
    [5, "Works well. Answered twice from my laptop this morning."],
    [6, "Could somebody cover the desk from 12 to 1?"],
    [5, "I will."],
  ],
  "Website redesign": [
    [2, "First draft of the home page is ready. What do you think of the warmer palette?"],
    [3, "Much friendlier. The contrast of the links passes too, I measured it."],
    [
      1,
      "> Much friendlier\n\nAgreed. Ship it behind the preview flag and let us watch the numbers for a week.",
    ],
  ],
};

const direct: readonly (readonly [speaker: "admin" | "other", text: string])[] = [
  ["other", "Do you have five minutes before the launch meeting?"],
  ["admin", "Of course, call me whenever you like."],
];

/** Fills a blank appliance; returns the people, the administrator first. */
export async function fillDemo(url: string, setupCode: string): Promise<NewPerson[]> {
  const maria = new AppClient(url);
  await maria.setUp(setupCode, "Northwind", admin);
  const admitted = await Promise.all(others.map((each) => maria.admit(each)));
  const speakers = [maria, ...admitted.map(({ client }) => client)];
  const ids = admitted.map(({ id }) => id);
  for (const [name, messages] of Object.entries(conversations)) {
    const space = await maria.createSpace(name, ids);
    const key = await maria.keyOf(space);
    for (const [speaker, text] of messages) await speakers[speaker]?.send(space, key, text);
  }
  const [friend] = admitted;
  if (friend) {
    const space = await maria.directSpace(friend.id);
    const key = await maria.keyOf(space);
    for (const [speaker, text] of direct)
      await (speaker === "admin" ? maria : friend.client).send(space, key, text);
  }
  return [admin, ...others];
}
