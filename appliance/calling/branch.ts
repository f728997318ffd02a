/** One device that rings for a call. */
import type { AudioCodec, CallMedia, LegStatistics, MediaLeg } from "../media/index.ts";
import type { Binding, Dialog, OutgoingInvite, Sip } from "../sip/index.ts";

export interface BranchHandlers {
  onRinging(): void;
  onAnswered(dialog: Dialog, answer: string): void;
  onRefused(status: number): void;
}

export interface BranchOptions {
  group: string;
  binding: Binding;
  /** From and To, without tags. */
  from: string;
  to: string;
  codecs: readonly AudioCodec[];
  sip: Sip;
  media: CallMedia;
}

/** Phones on TLS are offered SRTP, as their signalling can keep its keys (RFC 4568 §8.3). */
const profileOf = ({ flow }: Binding) =>
  flow.transport === "WSS" ? "webrtc" : flow.transport === "TLS" ? "sdes" : "rtp";

export class Branch {
  readonly id = crypto.randomUUID();
  readonly binding: Binding;
  readonly leg: MediaLeg;
  /** Statistics at the end; undefined before. */
  statistics: LegStatistics | undefined;
  status: number | undefined;
  /** Until the device has answered or refused. */
  #invite: OutgoingInvite | undefined;

  private constructor(options: BranchOptions, leg: MediaLeg, offer: string, handlers: BranchHandlers) {
    const { binding, from, to } = options;
    this.binding = binding;
    this.leg = leg;
    const send = { flow: binding.flow, target: binding.contact, from, to, offer };
    this.#invite = options.sip.invite(send, {
      onProgress: (status) => status >= 180 && handlers.onRinging(),
      onAnswered: (dialog, answer) => {
        this.#invite = undefined;
        handlers.onAnswered(dialog, answer);
      },
      onRefused: (status) => {
        this.#invite = undefined;
        this.status = status;
        void leg.close();
        handlers.onRefused(status);
      },
    });
  }

  /** Rejects when no media can be had. */
  static async ring(
    options: BranchOptions,
    handlers: (branch: () => Branch) => BranchHandlers,
  ): Promise<Branch> {
    const { binding, group, codecs } = options;
    const signalled = binding.flow.address;
    const leg = await options.media.leg({ group, profile: profileOf(binding), signalled });
    const offer = await leg.offer(codecs);
    const branch: Branch = new Branch(
      options,
      leg,
      offer,
      handlers(() => branch),
    );
    return branch;
  }

  get settled(): boolean {
    return this.#invite === undefined;
  }

  cancel(): void {
    this.#invite?.cancel();
  }
}
