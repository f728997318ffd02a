/** What the administrator decides of messages for everybody: how long they may be changed, what is shown. */
import { z } from "zod";
import { type Database, type EventLog, PolicyBook, type Stream, says } from "../platform/index.ts";

/** `host` or `host:port` in one's own network. */
export const host = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/, says("host-and-port"));

export const messagingPolicy = z.strictObject({
  /** Minutes after which one's own message can no longer be edited; 0 for never, null for always. */
  editMinutes: z.number().int().min(0).max(525_600).nullable(),
  /** Whether it can still be deleted then. */
  deleteLater: z.boolean(),
  /** Whether people see how far others have read; each decides for themselves besides. */
  receipts: z.boolean().default(true),
  /** Bytes that a file may have; null for as many as the configuration allows. */
  largestFile: z.number().int().min(1024).max(1e15).nullable().default(null),
  linkPreviews: z.strictObject({
    enabled: z.boolean(),
    /** `host` or `host:port` in one's own network that may be looked at. */
    hosts: z.array(host).max(200),
  }),
});

export type MessagingPolicy = z.output<typeof messagingPolicy>;

/** What every client is told of it. */
export type ClientPolicy = Omit<MessagingPolicy, "largestFile" | "linkPreviews"> & { linkPreviews: boolean };

const usual: MessagingPolicy = {
  editMinutes: null,
  deleteLater: true,
  receipts: true,
  largestFile: null,
  linkPreviews: { enabled: false, hosts: [] },
};

export class MessagingPolicyBook extends PolicyBook<MessagingPolicy> {
  readonly #stream: Stream;

  constructor(parts: { db: Database; events: EventLog; stream: Stream }) {
    super(parts, "messaging.policy", messagingPolicy, usual);
    this.#stream = parts.stream;
  }

  get forClients(): ClientPolicy {
    const { editMinutes, deleteLater, receipts, linkPreviews } = this.policy;
    return { editMinutes, deleteLater, receipts, linkPreviews: linkPreviews.enabled };
  }

  /** Tells everybody who is connected; the rest ask when they come. */
  override async change(policy: MessagingPolicy, by: string): Promise<void> {
    await super.change(policy, by);
    this.#stream.signal(this.#stream.connected, "messaging.policy", this.forClients);
  }

  /** Whether what was written at `createdAt` can no longer be edited at `now`; both in milliseconds. */
  isClosed(createdAt: number, now: number): boolean {
    const { editMinutes } = this.policy;
    return editMinutes !== null && now >= createdAt + editMinutes * 60_000;
  }
}
