/** The e-mails to administrators about limits of calls outside. */
import type { Directory } from "../../people/index.ts";
import type { Letter, Mail, Wording, WordingFor } from "../../platform/index.ts";
import type { LimitNews } from "./limit-alerts.ts";

export interface LimitLetterParts {
  directory: Directory;
  mail: Mail;
  wordingFor: WordingFor;
  appUrl: () => string;
}

/** Inside a write: they go out once that is on disk. @param currency ISO 4217 */
export function mailLimit(parts: LimitLetterParts, news: LimitNews, currency: string): void {
  const { directory, mail, wordingFor, appUrl } = parts;
  if (!mail.enabled) return;
  const name = news.personId === null ? undefined : (directory.find(news.personId)?.name ?? "");
  for (const id of directory.administrators) {
    const administrator = directory.find(id);
    if (administrator)
      mail.enqueue(administrator.email, "limit", letterOf(wordingFor(id), news, { name, currency, appUrl }));
  }
}

function letterOf(
  wording: Wording,
  news: LimitNews,
  { name, currency, appUrl }: { name: string | undefined; currency: string; appUrl: () => string },
): Letter {
  const { say, tag } = wording;
  const amount = (value: number): string =>
    news.unit === "minutes"
      ? say("letter.limit.minutes", { count: Math.floor(value / 60_000) })
      : new Intl.NumberFormat(tag, { style: "currency", currency }).format(value / 1_000_000);
  const who = name ?? say("letter.limit.house");
  const [spent, limit] = [amount(news.cap - news.left), amount(news.cap)];
  const state = news.isReached ? "reached" : "near";
  return {
    language: wording,
    subject: say(`letter.limit.${state}`, { who }),
    paragraphs: [say(`letter.limit.${news.period}`, { spent, limit }), say(`letter.limit.${state}.then`)],
    action: { label: say("letter.limit.open"), url: `${appUrl()}/admin/spending` },
  };
}
