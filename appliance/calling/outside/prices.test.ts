/** Lists of prices, as administrators bring them. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { priceList, readPrices } from "./prices.ts";

const euro = 1_000_000;

describe("[SE-01] a list of prices", () => {
  test("is read as spreadsheets save it", () => {
    const price = (destination: string, amount: number) => ({ destination, price: amount });
    const expected = [price("+33", 19_000), price("international", euro), price("+1900", 2_500_000)];
    for (const csv of [
      "destination,price\n+33,0.019\ninternational,1\n+1900,2.50\n",
      "\ufeffDestination;Price\r\n+33;0,019\r\ninternational;1\r\n+1900;2,5\r\n",
      '"destination","price"\n"\'+33","0.019"\n"international","1"\n"\'+1900","2.5"\n',
      '"+33", "0.019"\n\n international , 1\n+1900,2.500000',
    ])
      expect(readPrices(csv)).toEqual({ prices: expected, problems: [] } as never);
  });

  test.each([
    ["33,0.02", "destination"],
    ["+033,0.02", "destination"],
    ["+33", "columns"],
    ["+33,0.02,EUR", "columns"],
    ["+33,0.02 €", "price"],
    ["+33,-1", "price"],
    ["+33,1e3", "price"],
    ["+33,1.0000001", "price"],
    ["+33,1001", "price"],
    ["+33,NaN", "price"],
    ["+33,", "price"],
    ['+33,"0.02', "not-csv"],
    ["<script>,1", "destination"],
    ["__proto__,1", "destination"],
  ])("with %j is refused: %s", (line, problem) => {
    expect(readPrices(`destination,price\n+49,0.01\n${line}\n`).problems).toEqual([
      { line: expect.any(Number), problem },
    ] as never);
  });

  test("names each destination once, and has ten thousand at most", () => {
    const one = { destination: "+33", price: euro };
    expect(readPrices("+33,1\n+33,2").problems).toEqual([{ line: 2, problem: "twice" }]);
    const many = Array.from({ length: 10_050 }, (_, index) => `+1${1000 + index},1`).join("\n");
    expect(readPrices(many).problems).toEqual([{ line: 10_001, problem: "too-many" }]);
    expect(priceList.safeParse([one, one]).success).toBe(false);
  });

  test.each(["", "\n\n", " ", "\ufeff", "Destination;Price\r\n"])(
    "that has no price is refused: %j",
    (csv) => {
      expect(readPrices(csv)).toEqual({ prices: [], problems: [{ line: 1, problem: "empty" }] });
    },
  );

  test("of any rubbish is either used whole or refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (csv) => {
        const { prices: read, problems } = readPrices(csv);
        const isUsed = read.length > 0 && priceList.safeParse(read).success;
        expect(problems.length > 0 || isUsed).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
