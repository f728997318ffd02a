import { expect, test } from "bun:test";
import { dialledIn, numberAt, numberBegins, says } from "./dial-link.ts";

test.each([
  ["tel:+49-221-1234567", "+492211234567"],
  ["tel:1002", "1002"],
  ["TEL:(0221)%201234;phone-context=+49", "02211234"],
  ["tel:*72", "*72"],
  ["sip:maria@northwind.example", "maria@northwind.example"],
  ["sip:1002@hearth.example;transport=tls?subject=x", "1002@hearth.example"],
  ["sip:1002", "1002"],
])("[CA-07] %s is dialled as %s", (uri, number) => {
  expect(dialledIn(uri)).toBe(number);
});

test.each([
  "",
  "tel:",
  "tel:hello",
  "tel:%",
  "http:1002",
  "javascript:alert(1)",
  "sip:a b@c",
  `tel:${"1".repeat(99)}`,
  "sip:<x>@y",
])("[CA-07] rubbish is not dialled: %s", (uri) => {
  expect(dialledIn(uri)).toBeUndefined();
});

test.each([
  ["+1 (415) 555-0199", "+14155550199", true],
  ["Agenda", "+14155550199", false],
  ["+1 415 555 0100", "+14155550199", false],
  ["112", "112", false],
  ["*727215551234", "*727215551234", false],
  ["maria@northwind.example", "maria@northwind.example", false],
])("[CA-07] [SE-05] a link that says %s and leads to %s calls at once: %p", (text, number, atOnce) => {
  expect(says(text, number)).toBe(atOnce);
});

test.each([
  ["Call +49 221 1234567 today", "+49 221 1234567"],
  ["(+1 415-555-0199)", "+1 415-555-0199"],
  ["office: 0221 123456.", "0221 123456"],
  ["089/1234567", "089/1234567"],
  ["ring 415-555-0199, please", "415-555-0199"],
  ["(415) 555-0199", "(415) 555-0199"],
])("[CA-07] %s holds the number %s", (text, number) => {
  const at = numberBegins(text);
  expect(at).toBeDefined();
  expect(numberAt(text.slice(at))).toBe(number);
});

test.each([
  "on 01/02/2026",
  "2026-11-26 15:30",
  "1,234,567.89",
  "version 1.2.3",
  "10.0.0.1",
  "id 0123456789abc",
  "x+49221123456",
  "12:30-14:00",
  "room 0815",
  "550e8400-e29b-41d4-a716-446655440000",
])("[CA-07] %s holds no number", (text) => {
  expect(numberBegins(text)).toBeUndefined();
});
