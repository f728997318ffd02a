/** How long a caller waits for a sentence of the house, the first time and again: `bun scripts/bench/prompts.ts`. */
import { spokenLanguages, Voices } from "../../appliance/calling/prompts/voices.ts";
import { Speech } from "../../appliance/calling/sounds/speech.ts";
import { silentLogger } from "../../appliance/platform/index.ts";

const speech = new Speech({ log: silentLogger });
const voices = new Voices({ speech, english: "en-gb", languageOf: () => "en" });
const timed = async (work: () => Promise<unknown>) => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};
const first: number[] = [];
const again: number[] = [];
let bytes = 0;
for (const language of spokenLanguages) {
  const { sentences, say } = voices.in(language);
  const { choices, enterPin } = sentences.mailbox;
  for (const text of [choices, enterPin, sentences.mailbox.greeting("Maria"), sentences.park.at("7 0 1")]) {
    first.push(await timed(() => say(text)));
    again.push(await timed(() => say(text)));
    bytes += (await say(text)).length;
  }
}
const of = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1]?.toFixed(1);
for (const [name, values] of Object.entries({ first, again }))
  console.log(`${name}: median ${of(values, 0.5)} ms, slowest ${of(values, 1)} ms, of ${values.length}`);
console.log(`${Math.round(bytes / first.length / 1000)} kB a sentence`);
