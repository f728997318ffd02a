import { describe, expect, test } from "bun:test";
import { classOf, countryOf, type DialRules, emergencyNumber, toE164 } from "./numbers.ts";

const america: DialRules = {
  countryCode: "1",
  nationalPrefix: "1",
  internationalPrefix: "011",
  outsidePrefix: "9",
  emergencyNumbers: ["911", "112"],
};
const germany: DialRules = {
  countryCode: "49",
  nationalPrefix: "0",
  internationalPrefix: "00",
  outsidePrefix: "",
  emergencyNumbers: ["110", "112"],
};

describe("[CA-03] numbers as they are dialled", () => {
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
  expect(
    ["+14155550100", "+493012345", "+35312345678", "+7495123456", "+18765550100"].map(countryOf),
  ).toEqual(["1", "49", "353", "7", "1876"]);
});
