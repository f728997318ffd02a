/** Names and numbers in a text that runs the other way. */

const rightToLeft = /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}]/u;
/** Nobody's name turns the text around it. */
const directionControls = /[\u202a-\u202e\u2066-\u2069]/g;
const firstStrongIsolate = "\u2068";
const popIsolate = "\u2069";

/** What runs against the text keeps to itself (UAX #9), so that what stands beside it stays in place. */
export function isolated(
  values: Readonly<Record<string, string | number>>,
  direction: "ltr" | "rtl",
): Readonly<Record<string, string | number>> {
  const against = (text: string) => rightToLeft.test(text) !== (direction === "rtl");
  const entries = Object.entries(values).map(([name, value]) => {
    if (typeof value !== "string") return [name, value] as const;
    const plain = value.replaceAll(directionControls, "");
    return [name, against(plain) ? `${firstStrongIsolate}${plain}${popIsolate}` : plain] as const;
  });
  return Object.fromEntries(entries);
}
