/** What of the numbering plans of countries the house has to know (ITU-T E.164, national plans as sent to the ITU). Data. */

/** How many digits a whole number of the country has, without its code and the trunk prefix: at least, and at most. */
export type NumberLength = readonly [least: number, most: number];

/**
 * Countries where people dial whole numbers as they are, without a trunk prefix, and those whose numbers are all of one
 * length. In all others a whole number begins with its trunk prefix, and its length says nothing.
 */
export const numberLengths: Readonly<Record<string, NumberLength>> = {
  "1": [10, 10],
  "30": [10, 10],
  "34": [9, 9],
  "39": [6, 11], // with the 0 that its fixed numbers keep
  "45": [8, 8],
  "47": [8, 8],
  "48": [9, 9],
  "52": [10, 10],
  "65": [8, 8],
  "216": [8, 8],
  "225": [10, 10],
  "351": [9, 9],
  "352": [6, 11],
  "354": [7, 7],
  "356": [8, 8],
  "357": [8, 8],
  "371": [8, 8],
  "372": [7, 8],
  "377": [8, 9],
  "378": [6, 10],
  "420": [9, 9],
  "502": [8, 8],
  "503": [8, 8],
  "504": [8, 8],
  "505": [8, 8],
  "506": [8, 8],
  "507": [7, 8],
  "591": [8, 8],
  "598": [8, 8],
  "852": [8, 8],
  "853": [8, 8],
  "965": [8, 8],
  "968": [8, 8],
  "973": [8, 8],
  "974": [8, 8],
};

/** Area codes under +1 that are other countries' (NANPA). */
export const foreignAreas: ReadonlySet<string> = new Set(
  "242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 809 829 849 868 869 876".split(" "),
);

/** How whole numbers begin, code included, where the called sets the price: they count as calls to another country. */
const pricedRanges: Readonly<Record<string, RegExp>> = {
  "1": /^1900/,
  "31": /^3190/,
  "32": /^3290/,
  "33": /^3389/,
  "34": /^34(80[367]|90[57])/,
  "39": /^39(89|14[48]|16[46])/,
  "41": /^4190[016]/,
  "43": /^439/,
  "44": /^44(?:9|70|84|87)/,
  "45": /^4590/,
  "46": /^469(00|39|44)/,
  "47": /^4782/,
  "48": /^4870[0-8]/,
  "49": /^49(900|137|118)/,
  "61": /^61190/,
  "351": /^351(60|76)/,
  "358": /^358(600|700)/,
  "420": /^42090/,
};

/** @param digits a whole number, without its plus */
export const isPriced = (digits: string, countryCode: string): boolean =>
  digits.startsWith(countryCode) && (pricedRanges[countryCode]?.test(digits) ?? false);
