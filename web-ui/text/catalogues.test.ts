/** Nothing is missing in any language: every text, every plural, every placeholder. */
import { describe, expect, test } from "bun:test";
import { boardErrors } from "../../appliance/boards/errors.ts";
import { callingErrors } from "../../appliance/calling/errors.ts";
import { careErrors } from "../../appliance/care/errors.ts";
import { deviceErrors } from "../../appliance/devices/errors.ts";
import { keyErrors } from "../../appliance/keys/errors.ts";
import { meetingErrors } from "../../appliance/meetings/errors.ts";
import { messagingErrors } from "../../appliance/messaging/errors.ts";
import { peopleErrors } from "../../appliance/people/errors.ts";
import { httpErrors, jobErrors, mailErrors } from "../../appliance/platform/index.ts";
import { sipErrors } from "../../appliance/sip/errors.ts";
import { everyEnglish as en } from "./english.ts";
import { formatMessage } from "./format.ts";
import { locales } from "./locales.ts";

describe("[MS-20] a catalogue", () => {
  const tables = [
    boardErrors,
    callingErrors,
    careErrors,
    deviceErrors,
    keyErrors,
    meetingErrors,
    messagingErrors,
    peopleErrors,
    sipErrors,
    httpErrors,
    jobErrors,
    mailErrors,
  ];
  const codes = [...tables.flatMap(({ codes }) => codes), "unreachable", "unknown"];
  const keys = [...Object.keys(en), ...new Set(codes.map((code) => `error.${code}`))].toSorted();
  const argumentsOf = (text: string) =>
    [
      ...new Set(
        [...text.matchAll(/(?<!(?:\b(?:zero|one|two|few|many|other)|=\d+) )\{(\w+)(?=[},])/g)].map(
          ([, name]) => name,
        ),
      ),
    ]
      .toSorted()
      .join();
  const english = en as Readonly<Record<string, string>>;

  for (const locale of locales) {
    if (!locale.load) continue;
    test(`${locale.name} has every text, with the same arguments and all its plurals`, async () => {
      const texts = (await locale.load?.()) as Readonly<Record<string, string>>;
      expect(Object.keys(texts).toSorted()).toEqual(keys);
      const categories = new Intl.PluralRules(locale.tag).resolvedOptions().pluralCategories;
      for (const [key, text] of Object.entries(texts)) {
        if (key in english) expect([key, argumentsOf(text)]).toEqual([key, argumentsOf(english[key] ?? "")]);
        if (!text.includes(", plural,")) continue;
        for (const category of categories)
          expect([key, category, text.includes(`${category} {`)]).toEqual([key, category, true]);
        for (const count of [0, 1, 2, 3, 11, 100])
          expect(formatMessage(text, { count }, locale.tag)).not.toContain("plural");
      }
    });
  }
});
