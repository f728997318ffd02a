/** Whether the house may wake browsers through push services: the administrator's choice, at any time. */
import { z } from "zod";
import { type Database, type EventLog, PolicyBook, type Stream, says } from "../../platform/index.ts";
import { host } from "../policy.ts";

export const pushPolicy = z.strictObject({
  enabled: z.boolean(),
  /** `host` or `host:port` of push services in one's own network that may be called. */
  hosts: z.array(host).max(200),
  /** `mailto:` or `https:` address of the operator, which push services want to know (RFC 8292 §2.1). */
  contact: z
    .string()
    .trim()
    .max(200)
    .regex(/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/, says("contact-address")),
});

export type PushPolicy = z.output<typeof pushPolicy>;

export class PushPolicyBook extends PolicyBook<PushPolicy> {
  readonly #stream: Stream;

  /** @param usual what the configuration says, until an administrator decides */
  constructor(parts: { db: Database; events: EventLog; stream: Stream; usual: PushPolicy }) {
    super(parts, "push.policy", pushPolicy, parts.usual);
    this.#stream = parts.stream;
  }

  /** Tells everybody who is connected, so that browsers which may be woken say where. */
  override async change(policy: PushPolicy, by: string): Promise<void> {
    await super.change(policy, by);
    this.#stream.signal(this.#stream.connected, "push.policy", { enabled: policy.enabled });
  }
}
