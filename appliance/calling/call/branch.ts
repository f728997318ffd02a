/** One device, or one way out of the house, that rings for a call. */
import {
  type AudioCodec,
  type CallMedia,
  type MediaLeg,
  noPictures,
  type Pictures,
} from "../../media/index.ts";
import type { Dialog, OutgoingInvite, OutgoingOptions, Sip } from "../../sip/index.ts";
import { dropLeg } from "./drop-leg.ts";
import type { CallParty } from "./party.ts";
import type { Past } from "./past.ts";

export interface BranchHandlers {
  onRinging(): void;
  /** There is something to hear before it is answered. */
  onEarlyMedia(answer: string): void;
  onAnswered(dialog: Dialog, answer: string): void;
  onRefused(status: number): void;
}

/** Where an INVITE goes, and for whom. */
export interface Destination extends Omit<OutgoingOptions, "offer"> {
  party: CallParty;
  deviceId: string | undefined;
  /** Nothing but sound is offered there, nor taken from there. */
  soundOnly: boolean;
}

export interface BranchOptions {
  group: string;
  past: Past;
  codecs: readonly AudioCodec[];
  pictures: Pictures;
  /** Over what the signalling of whoever calls comes. */
  callerTransport: string;
  sip: Sip;
  media: CallMedia;
}

/** Peers on TLS are offered SRTP, as their signalling can keep its keys (RFC 4568 §8.3). */
const profileOf = ({ flow }: Destination) =>
  flow.transport === "WSS" ? "webrtc" : flow.transport === "TLS" ? "sdes" : "rtp";

export class Branch {
  readonly id = Bun.randomUUIDv7(); // in order of time, as indexes like it
  readonly party: CallParty;
  readonly transport: string;
  readonly deviceId: string | undefined;
  readonly soundOnly: boolean;
  readonly leg: MediaLeg;
  /** SIP Call-ID. */
  readonly callId: string;
  status: number | undefined;
  /** Until the device has answered or refused. */
  #invite: OutgoingInvite | undefined;
  #answered = false;
  #mediaEnded = false;

  private constructor(
    destination: Destination,
    options: BranchOptions,
    { leg, offer }: { leg: MediaLeg; offer: string },
    handlers: BranchHandlers,
  ) {
    const { party, deviceId, soundOnly, ...invite } = destination;
    this.party = party;
    this.soundOnly = soundOnly;
    this.deviceId = deviceId;
    this.transport = invite.flow.transport;
    this.leg = leg;
    this.#invite = options.sip.invite(
      { ...invite, offer, maxForwards: options.past.hops },
      {
        onProgress: (status, answer) => {
          if (answer !== "") handlers.onEarlyMedia(answer);
          else if (status >= 180) handlers.onRinging();
        },
        onAnswered: (dialog, answer) => {
          this.#invite = undefined;
          this.#answered = true;
          handlers.onAnswered(dialog, answer);
        },
        onRefused: (status) => {
          this.#invite = undefined;
          this.status ??= status;
          this.endMedia();
          handlers.onRefused(status);
        },
      },
    );
    this.callId = this.#invite.callId;
    options.sip.trace.link(this.callId, options.group);
  }

  /** Rejects when no media can be had. */
  static async ring(
    destination: Destination,
    options: BranchOptions,
    handlers: (branch: () => Branch) => BranchHandlers,
  ): Promise<Branch> {
    const { group, codecs } = options;
    const signalled = destination.flow.address;
    const profile = profileOf(destination);
    const leg = await options.media.leg({ group, profile, signalled });
    // Two apps show each other their pictures in a meeting, in layers that fit, with screens and with more people.
    const apart = profile === "webrtc" && options.callerTransport === "WSS";
    try {
      const withPictures = !apart && !destination.soundOnly;
      const offer = await leg.offer({ codecs, pictures: withPictures ? options.pictures : noPictures });
      const branch: Branch = new Branch(
        destination,
        options,
        { leg, offer },
        handlers(() => branch),
      );
      return branch;
    } catch (error) {
      void dropLeg(leg);
      throw error;
    }
  }

  get settled(): boolean {
    return this.#invite === undefined;
  }

  /** Somebody, or something, has answered there, and was not given up since. */
  get answered(): boolean {
    return this.#answered && !this.#mediaEnded;
  }

  /** It had answered, and was not wanted. */
  get givenUp(): boolean {
    return this.#answered && this.#mediaEnded;
  }

  /** Whether the device can be told to answer. */
  get talks(): boolean {
    return this.#invite?.talks ?? false;
  }

  talk(): void {
    this.#invite?.talk();
  }

  /** Its person does not want the call. */
  decline(): void {
    if (!this.#invite) return;
    this.status = 603;
    this.cancel();
  }

  /** Nothing could be heard there if it were answered now. */
  lose(): void {
    if (!this.#invite) return;
    this.status = 503;
    this.cancel();
  }

  /** Its media end at once: a device that does not say that it has stopped is waited for half a minute. */
  cancel(): void {
    if (!this.#invite) return;
    this.#invite.cancel();
    this.endMedia();
  }

  /** Once, whoever is the first to want it. */
  endMedia(): void {
    if (this.#mediaEnded) return;
    this.#mediaEnded = true;
    void dropLeg(this.leg);
  }
}
