/** Which telephones' ways are kept open, how often, and with what. */
import { describe, expect, test } from "bun:test";
import { VirtualClock } from "../platform/index.ts";
import type { Flow } from "./flow.ts";
import { StreamFlow } from "./flows.ts";
import { KeepAlive } from "./keep-alive.ts";
import { Location } from "./location.ts";

/** A location with one telephone, and what is sent to it. */
function telephone(transport: Flow["transport"], contact: string, seconds = 25) {
  const clock = new VirtualClock();
  const location = new Location(clock);
  const sent: string[] = [];
  const write = (text: string) => sent.push(text) > 0;
  const flow: Flow = new StreamFlow({ transport, address: "198.51.100.7", port: 1024, write });
  const kept = { personId: "maria", deviceId: "home", contact, flow, expiresAt: 3_600_000 };
  location.put({ ...kept, userAgent: "", callId: "c", sequence: 1, instance: "" });
  const ask = (_flow: Flow, target: string) => void sent.push(`OPTIONS ${target}`);
  const keepAlive = new KeepAlive({ clock, location, seconds, ask });
  return { clock, sent, keepAlive, location };
}

describe("[CA-06] keep-alive", () => {
  test("a connection is sent an empty line in every interval", () => {
    const { clock, sent } = telephone("TLS", "sip:maria@192.168.88.10:5061");
    clock.advance(250_000);
    expect(sent).toEqual(Array.from({ length: 10 }, () => "\r\n"));
  });

  test("a telephone over UDP is asked where its packets come from elsewhere than it says", () => {
    const { clock, sent } = telephone("UDP", "sip:maria@192.168.88.10:5060");
    clock.advance(50_000);
    expect(sent).toEqual(Array.from({ length: 2 }, () => "OPTIONS sip:maria@192.168.88.10:5060"));
  });

  test("one that is where it says it is is left alone, as are browsers, which ping by themselves", () => {
    for (const [transport, contact] of [
      ["UDP", "sip:maria@198.51.100.7:5060"],
      ["WSS", "sip:maria@x.invalid"],
    ] as const) {
      const { clock, sent } = telephone(transport, contact);
      clock.advance(100_000);
      expect(sent).toEqual([]);
    }
  });

  test("0 seconds is none, and none comes after the house has closed", () => {
    const none = telephone("TLS", "sip:maria@192.168.88.10", 0);
    none.clock.advance(100_000);
    expect(none.sent).toEqual([]);
    const closed = telephone("TLS", "sip:maria@192.168.88.10");
    closed.keepAlive.close();
    closed.clock.advance(100_000);
    expect(closed.sent).toEqual([]);
  });
});
