/** What the administrator decides of messages for everybody: how long they may be changed, whether links are shown. */
import { z } from "zod";
import { type Database, type EventLog, PolicyBook, type Stream } from "../platform/index.ts";

/** `host` or `host:port` in one's own network. */
export const host = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/, "A host, as in wiki.example.org or wiki.lan:8080.");

export const messagingPolicy = z.strictObject({
  /** Minutes after which one's own message can no longer be edited; 0 for never, null for always. */
  editMinutes: z.number().int().min(0).max(525_600).nullable(),
  /** Whether it can still be deleted then. */
  deleteLater: z.boolean(),
  linkPreviews: z.strictObject({
    enabled: z.boolean(),
    /** `host` or `host:port` in one's own network that may be looked at. */
    hosts: z.array(host).max(200),
  }),
});

export type MessagingPolicy = z.output<typeof messagingPolicy>;

/** What every client is told of it. */
export type ClientPolicy = Pick<MessagingPolicy, "editMinutes" | "deleteLater"> & { linkPreviews: boolean };

const usual: MessagingPolicy = {
  editMinutes: null,
  deleteLater: true,
  linkPreviews: { enabled: false, hosts: [] },
};

export class MessagingPolicyBook extends PolicyBook<MessagingPolicy> {
  readonly #stream: Stream;

  constructor(parts: { db: Database; events: EventLog; stream: Stream }) {
    super(parts, "messaging.policy", messagingPolicy, usual);
    this.#stream = parts.stream;
  }

  get forClients(): ClientPolicy {
    const { editMinutes, deleteLater, linkPreviews } = this.policy;
    return { editMinutes, deleteLater, linkPreviews: linkPreviews.enabled };
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
