import { expect, test } from "bun:test";
import { numberIn } from "./dialled.ts";

test("[GN-17] an address of another domain is dialled whole, one of the house by its name alone", () => {
  const own = ["house.example", "pbx.house.example"];
  for (const [uri, number] of [
    ["sip:1002@house.example", "1002"],
    ["sip:maria@PBX.house.example", "maria"],
    ["sip:1002@10.0.0.5:5060", "1002"],
    ["sip:1002@[2001:db8::1]", "1002"],
    ["sip:1002@hearth", "1002"],
    ["sip:bob@other.example;transport=tls", "bob@other.example"],
    ["nonsense", undefined],
  ] as const)
    expect([uri, numberIn(uri, own)]).toEqual([uri, number]);
});
