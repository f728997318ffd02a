import { expect, test } from "bun:test";
import { bestLocale, locales, pseudo } from "./locales.ts";

test("[UX-05] a reader gets the first of their languages that we have", () => {
  const tagOf = (...wanted: string[]) => bestLocale(wanted).tag;
  expect(tagOf("de-CH", "fr")).toBe("de");
  expect(tagOf("sv", "pt-PT")).toBe("pt-BR");
  expect(tagOf("zh-CN")).toBe("zh-Hans");
  expect(tagOf("zh-TW", "ja-JP")).toBe("ja");
  expect(tagOf("he-IL")).toBe("he");
  expect(tagOf("sv")).toBe("en");
  expect(tagOf("not a tag", "")).toBe("en");
  expect(locales).toHaveLength(12);
});

test("[UX-05] the pseudo-locale marks every text and leaves arguments alone", async () => {
  const texts = await pseudo.load?.();
  expect(texts?.["message.reply"]).toStartWith("[Réplý ïñ");
  expect(texts?.["thread.replies"]).toContain("{count, plural, one {# réplý} other {# répl");
});
