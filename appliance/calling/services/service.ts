/** Numbers that the house itself answers: a meeting's, a mailbox, a menu. Their owner gets the caller. */
import { audioCodecs, type MediaLeg } from "../../media/index.ts";
import type { Call } from "../call/call.ts";
import type { Connection } from "../call/connection.ts";
import type { Origin } from "../call/origin.ts";
import type { CallParty } from "../call/party.ts";
import { sipStatusOf } from "../errors.ts";
import type { Diversion } from "../routing/routing.ts";

/** A caller at a service's door. */
export interface ServiceCall {
  /** The call's id. */
  readonly id: string;
  readonly caller: CallParty;
  /** What was dialled; for a mailbox whose it is. */
  readonly dialled: string;
  /** Whom the caller was to reach before; undefined when the service itself was dialled. */
  readonly diversion: Diversion | undefined;
  /** Who transferred the caller here, while they are still there. */
  readonly sentBy: Connection | undefined;
  readonly leg: MediaLeg;
  /** The call belongs together with all that bear this id, on record too. */
  joins(conference: string): void;
  /** Answers; false when the caller has given up. */
  answer(): Promise<boolean>;
  refuse(status: number): void;
  hangUp(): void;
  /**
   * Sends the caller, who has been answered, on to a number: with the rights of the house to one that an administrator
   * set up, and with the caller's own to any that somebody chose, typed or left. Resolves with undefined when somebody there has
   * answered, or the caller is gone; with the status when nobody did and the caller is back.
   */
  sendOn(number: string, rights?: SendingRights): Promise<number | undefined>;
  /** The caller's connection, for a service that keeps it for another call; this call has ended then. */
  keep(): Connection | undefined;
  /** The caller hung up, before or after the answer. Called once. */
  onEnd: () => void;
  onDigit: (digit: string) => void;
}

export interface Service {
  readonly name: string;
  /** Who calls from outside gets it too; left out: only people of the house. */
  readonly forOutsiders?: boolean;
  /** Who answers at this number, in words; undefined for a number that is not the service's. */
  answersAt(dialled: string): string | undefined;
  /** The group of the media leg, where it has to live with what it joins. */
  groupOf?(dialled: string): string;
  take(call: ServiceCall): Promise<void>;
}

export type SendingRights = "caller" | "house";

/** What the exchange does for services. */
export interface ServiceParts {
  sendOn(
    call: Call,
    connection: Connection,
    number: string,
    rights: SendingRights,
  ): Promise<number | undefined>;
}

export async function serve(
  service: Service,
  call: Call,
  origin: Origin,
  asked: { dialled: string; diversion: Diversion | undefined },
  parts: ServiceParts,
): Promise<void> {
  let connection: Connection | undefined;
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    served.onEnd();
  };
  const served: ServiceCall = {
    ...asked,
    id: call.id,
    sentBy: call.sentBy,
    caller: origin.party,
    leg: origin.leg,
    onEnd() {},
    onDigit() {},
    joins(conference) {
      call.conference = conference;
    },
    async answer() {
      connection = await origin.accept(audioCodecs.filter((codec) => origin.codecs.includes(codec)));
      if (!connection) return false;
      connection.owner = {
        onHold() {},
        onDigit: (_connection, digit) => served.onDigit(digit),
        onRefer: (by, referral, notify) => call.onRefer(by, referral, notify),
        onEnd: () => {
          call.hangUp();
          end();
        },
      };
      call.served(connection);
      await connection.ready;
      return !connection.ended;
    },
    refuse(status) {
      call.refuse(status);
      end();
    },
    hangUp() {
      call.hangUp();
      end();
    },
    async sendOn(number, rights = "caller") {
      if (!connection || connection.ended) return undefined;
      const { owner } = connection;
      const status = await parts.sendOn(call, connection, number, rights);
      if (status !== undefined) connection.owner = owner;
      return status;
    },
    keep() {
      call.isStep = true;
      if (connection && !connection.ended) call.release(connection);
      ended = true;
      return connection?.ended ? undefined : connection;
    },
  };
  void call.done.then(end);
  try {
    await service.take(served);
  } catch (error) {
    served.refuse(sipStatusOf(error));
    served.hangUp();
    throw error;
  }
}
