/** Numbers that the house itself answers, such as a meeting's: their owner gets the caller's leg. */
import { audioCodecs, type Media, type MediaLeg } from "../media/index.ts";
import type { Dialog, IncomingInvite } from "../sip/index.ts";
import type { CallParty } from "./call.ts";
import { openCallerLeg } from "./caller-leg.ts";

/** A caller at a service's door. */
export interface ServiceCall {
  caller: CallParty;
  dialled: string;
  leg: MediaLeg;
  /** Answers; false when the caller has given up. */
  answer(): Promise<boolean>;
  refuse(status: number): void;
  hangUp(): void;
  /** The caller hung up, before or after the answer. Called once. */
  onEnd: () => void;
}

export interface Service {
  /** Whether this number is the service's. */
  has(dialled: string): boolean;
  /** The group of the media leg, so that it lives where what it joins lives. */
  groupOf(dialled: string): string;
  take(call: ServiceCall): Promise<void>;
}

export async function serve(
  service: Service,
  invite: IncomingInvite,
  caller: CallParty,
  dialled: string,
  media: Media,
): Promise<void> {
  const leg = await openCallerLeg(invite, service.groupOf(dialled), media);
  let dialog: Dialog | undefined;
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    void leg.close();
    call.onEnd();
  };
  const call: ServiceCall = {
    caller,
    dialled,
    leg,
    onEnd() {},
    async answer() {
      const offered = await leg.receiveOffer(invite.offer);
      const usable = audioCodecs.filter((codec) => codec !== "G722" && offered.codecs.includes(codec));
      dialog = invite.accept(await leg.answer(usable));
      if (!dialog) return false;
      dialog.handlers = {
        async onOffer(offer) {
          if (offer === "") return leg.offer(usable);
          await leg.receiveOffer(offer);
          return leg.answer(usable);
        },
        onAnswer: (answer) => void leg.receiveAnswer(answer).catch(() => dialog?.bye()),
        onEnd: end,
      };
      return true;
    },
    refuse(status) {
      invite.refuse(status);
      end();
    },
    hangUp() {
      void dialog?.bye();
      end();
    },
  };
  invite.onCancel = end;
  try {
    await service.take(call);
  } catch (error) {
    const status = (error as { sip?: number }).sip ?? 500;
    call.refuse(status);
    throw error;
  }
}
