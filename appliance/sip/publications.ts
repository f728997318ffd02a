/** What telephones publish (RFC 3903): how their calls sounded, and nothing else. */
import type { Flow } from "./flow.ts";
import type { Caller } from "./incoming-invite.ts";
import { responseTo } from "./message.ts";
import {
  isQualityReport,
  type QualityReport,
  qualityEvent,
  qualityType,
  readQualityReport,
} from "./quality-report.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { randomTag, repeatableTag } from "./transactions.ts";

export interface PublicationParts {
  /** See RemoteControlParts. */
  registeredAt(flow: Flow): string | undefined;
  authenticate(transaction: ServerTransaction): Caller | undefined;
}

export class Publications {
  /** Told what a person's telephone says of a call. Set once, by the room above. */
  onQuality: (personId: string, report: QualityReport) => void = () => {};
  readonly #parts: PublicationParts;

  constructor(parts: PublicationParts) {
    this.#parts = parts;
  }

  receive(transaction: ServerTransaction): void {
    const { request, flow } = transaction;
    const answer = (status: number, headers: Record<string, string> = {}) =>
      transaction.answer(status, { tag: randomTag(), headers });
    if (!isQualityReport(request)) {
      const headers = { "Allow-Events": qualityEvent };
      return transaction.respondOnce(responseTo(request, 489, { tag: repeatableTag(request), headers }));
    }
    const personId = this.#parts.registeredAt(flow) ?? this.#parts.authenticate(transaction)?.personId;
    if (personId === undefined) return;
    const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    if (type !== qualityType) return answer(415, { Accept: qualityType });
    const report = readQualityReport(request.body);
    if (!report) return answer(400);
    // Nothing is kept that could be refreshed; whether the call is known is told to nobody.
    answer(200, { "SIP-ETag": randomTag(), Expires: "0" });
    this.onQuality(personId, report);
  }
}
