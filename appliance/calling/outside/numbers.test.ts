import { describe, expect, test } from "bun:test";
import { classOf, countryOf, type DialRules, emergencyNumber, outsideNumber, toE164 } from "./numbers.ts";

const america: DialRules = {
  countryCode: "1",
  nationalPrefix: "1",
  internationalPrefix: "011",
  outsidePrefix: "9",
  emergencyNumbers: ["911", "112"],
  serviceNumbers: ["311", "988"],
};
const germany: DialRules = {
  countryCode: "49",
  nationalPrefix: "0",
  internationalPrefix: "00",
  outsidePrefix: "",
  emergencyNumbers: ["110", "112"],
  serviceNumbers: ["116117"],
};
/** Where whole numbers are dialled as they are. */
const without = (countryCode: string): DialRules => ({ ...germany, countryCode, nationalPrefix: "" });

describe("[CA-03] numbers as they are dialled", () => {
  test.each([
    ["45", "32 12 34 56", "+4532123456"],
    ["47", "22 12 34 56", "+4722123456"],
    ["34", "912 345 678", "+34912345678"],
    ["48", "22 123 45 67", "+48221234567"],
    ["351", "212 345 678", "+351212345678"],
    ["420", "212 345 678", "+420212345678"],
    ["30", "21 0123 4567", "+302101234567"],
    ["39", "06 1234 5678", "+390612345678"],
    ["39", "347 123 4567", "+393471234567"],
    ["352", "26 12 34 56", "+35226123456"],
    ["372", "612 3456", "+3726123456"],
    ["65", "6123 4567", "+6561234567"],
    ["852", "2123 4567", "+85221234567"],
    ["52", "55 1234 5678", "+525512345678"],
    ["45", "00 49 30 1234567", "+49301234567"],
    ["45", "+47 22 12 34 56", "+4722123456"],
  ])("in +%s, %s is %s", (countryCode, dialled, number) => {
    expect(toE164(dialled, without(countryCode))).toBe(number);
  });

  test.each([
    ["45", "321234567"],
    ["45", "3212345"],
    ["47", "2212345"],
    ["34", "91234567"],
    ["48", "2212345678"],
    ["1", "5550100"],
  ])("in +%s, %s is none: it has not as many digits as a number there", (countryCode, dialled) => {
    expect(toE164(dialled, without(countryCode))).toBeUndefined();
  });

  test("a number that begins like the prefix for calls outside is that number, with the prefix and without", () => {
    const spain = { ...without("34"), outsidePrefix: "9" };
    for (const dialled of ["912345678", "9912345678"]) expect(toE164(dialled, spain)).toBe("+34912345678");
    for (const dialled of ["9145550100", "99145550100", "919145550100"])
      expect(toE164(dialled, america)).toBe("+19145550100");
  });

  test("short numbers are called as they are, and are national; nothing else that is short is a number", () => {
    for (const dialled of ["311", "9311", "3-1-1"]) expect(outsideNumber(dialled, america)).toBe("311");
    expect(outsideNumber("116117", germany)).toBe("116117");
    expect(classOf("116117", germany)).toBe("national");
    for (const dialled of ["116118", "312", "1116117", "311x"])
      expect(outsideNumber(dialled, germany)).toBeUndefined();
    expect(outsideNumber("4155550100", america)).toBe("+14155550100");
  });

  test.each([
    [america, "(415) 555-0100", "+14155550100"],
    [america, "1 415 555 0100", "+14155550100"],
    [america, "914155550100", "+14155550100"],
    [america, "011 49 30 1234567", "+49301234567"],
    [america, "9011493012345 67", "+49301234567"],
    [america, "+49 30 1234567", "+49301234567"],
    [germany, "030 1234567", "+49301234567"],
    [germany, "001 415 555 0100", "+14155550100"],
  ] as const)("%# %s is %s", (rules, dialled, number) => {
    expect(toE164(dialled, rules)).toBe(number);
  });

  test.each(["1001", "", "maria@northwind.example", "+0123456789", "*97", `+${"1".repeat(16)}`])(
    "%s is none",
    (dialled) => {
      expect(toE164(dialled, america)).toBeUndefined();
    },
  );
});

test("[CA-27] a number is of its class however it is dialled", () => {
  for (const dialled of ["011493012345678", "9011493012345678", "+493012345678", "+49 (30) 12345678"])
    expect(classOf(toE164(dialled, america) ?? "", america)).toBe("international");
  for (const dialled of ["4155550100", "14155550100", "914155550100", "+1 415 555 0100"])
    expect(classOf(toE164(dialled, america) ?? "", america)).toBe("national");
});

test("[CA-22] emergency numbers are heard with and without a prefix, and nothing else is", () => {
  for (const dialled of ["911", "9911", "0911", "9-1-1"])
    expect(emergencyNumber(dialled, america)).toBe("911");
  expect(emergencyNumber("112", germany)).toBe("112");
  expect(emergencyNumber("0112", germany)).toBe("112");
  for (const dialled of ["9110", "1911", "91", "911911", "911x"])
    expect(emergencyNumber(dialled, america)).toBeUndefined();
});

test("[CA-27] +1 is more than one country, and 900 has a price", () => {
  for (const number of ["+18095550100", "+18765550100", "+19005550100"])
    expect(classOf(number, america)).toBe("international");
  expect(classOf("+16045550100", america)).toBe("national");
  for (const [countryCode, priced, usual] of [
    ["44", "+449012345678", "+442012345678"],
    ["49", "+499001234567", "+4990123456"],
    ["45", "+4590123456", "+4532123456"],
    ["34", "+34806123456", "+34912345678"],
    ["33", "+33899123456", "+33123456789"],
  ] as const) {
    expect(classOf(priced, without(countryCode))).toBe("international");
    expect(classOf(usual, without(countryCode))).toBe("national");
  }
  expect(
    ["+14155550100", "+493012345", "+35312345678", "+7495123456", "+18765550100"].map(countryOf),
  ).toEqual(["1", "49", "353", "7", "1876"]);
});
