/** A caller whose INVITE is not answered yet. */
import {
  type AudioCodec,
  audioCodecs,
  type CallMedia,
  commonPictures,
  type LegProfile,
  type MediaLeg,
  noPictures,
  type Offered,
  type Pictures,
} from "../../media/index.ts";
import type { IncomingInvite, Replaces } from "../../sip/index.ts";
import { Connection } from "./connection.ts";
import { dropLeg } from "./drop-leg.ts";
import type { Origin } from "./origin.ts";
import type { CallParty } from "./party.ts";
import type { Past } from "./past.ts";

/** G.711 after what was chosen, so that the house can speak too (hold music). */
const withFallback = (codecs: readonly AudioCodec[]): AudioCodec[] => [
  ...new Set([...codecs, "PCMU" as const, "PCMA" as const]),
];

export class InviteOrigin implements Origin {
  readonly party: CallParty;
  readonly past: Past;
  leg: MediaLeg;
  readonly transport: string;
  readonly deviceId: string | undefined;
  readonly codecs: readonly AudioCodec[];
  readonly pictures: Pictures;
  readonly standing = undefined;
  onGone: (status?: number) => void = () => {};
  readonly #direct: boolean;
  readonly #soundOnly: boolean;
  /** Until it is answered or refused: it holds the whole message. */
  #invite: IncomingInvite | undefined;
  /** Said before the answer, whose description it is too (RFC 3261 §13.2.1). */
  #early: Promise<string> | undefined;

  private constructor(
    invite: IncomingInvite,
    party: CallParty,
    parts: {
      past: Past;
      leg: MediaLeg;
      codecs: readonly AudioCodec[];
      pictures: Pictures;
      direct: boolean;
      soundOnly: boolean;
    },
  ) {
    const { past, leg, codecs, pictures, direct, soundOnly } = parts;
    this.#invite = invite;
    this.#direct = direct;
    this.#soundOnly = soundOnly;
    this.party = party;
    this.past = past;
    this.leg = leg;
    this.codecs = codecs;
    this.pictures = soundOnly ? noPictures : pictures;
    this.transport = invite.flow.transport;
    this.deviceId = invite.caller.deviceId;
    leg.onLost = this.#lost;
    invite.onCancel = () => {
      this.#invite = undefined;
      this.onGone();
    };
  }

  /**
   * Opens the media end towards the caller and reads the offer; undefined when the caller gave up meanwhile.
   * Rejects with the HearthError of an offer that cannot be taken.
   * @param begins group: see Media.leg; past: see pastOf; soundOnly: pictures are no part of the caller's offer
   */
  static async open(
    invite: IncomingInvite,
    party: CallParty,
    media: CallMedia,
    begins: { group: string; past: Past; soundOnly: boolean },
  ): Promise<InviteOrigin | undefined> {
    let gone = false;
    invite.onCancel = () => {
      gone = true;
    };
    const { group, past, soundOnly } = begins;
    const leg = await openLeg(invite, group, media);
    try {
      const { codecs, pictures } =
        invite.offer === ""
          ? { codecs: audioCodecs, pictures: noPictures }
          : await leg.receiveOffer(invite.offer);
      const { direct = false } = media;
      if (!gone) return new InviteOrigin(invite, party, { past, leg, codecs, pictures, direct, soundOnly });
    } catch (error) {
      void dropLeg(leg);
      throw error;
    }
    void dropLeg(leg);
    return undefined;
  }

  /** Who hears something from here already hears it ring from here. */
  ringing(): void {
    if (this.#early)
      void this.leg.play("ringback").catch(() => {}); // who hears nothing waits all the same
    else this.#invite?.progress(180);
  }

  async openEarly({ codecs, pictures }: Pick<Offered, "codecs" | "pictures">): Promise<boolean> {
    const invite = this.#invite;
    if (this.#direct || !invite || invite.offer === "") return false;
    const isFirst = this.#early === undefined;
    // All that the caller speaks, because somebody else may answer.
    this.#early ??= this.#describe([...codecs, ...this.codecs], pictures);
    const answer = await this.#early;
    if (isFirst) invite.progress(183, answer);
    return true;
  }

  #describe(codecs: readonly AudioCodec[], pictures: Pictures): Promise<string> {
    return this.leg.answer({
      codecs: withFallback(codecs),
      pictures: this.#soundOnly ? noPictures : pictures,
    });
  }

  async accept(codecs: readonly AudioCodec[], pictures = noPictures): Promise<Connection | undefined> {
    const awaitsAnswer = this.#invite?.offer === "";
    const soundOnly = this.#soundOnly;
    // With nothing in common it speaks what it does, and the house converts.
    const spoken = codecs.some((codec) => this.codecs.includes(codec)) ? codecs : this.codecs;
    const description = awaitsAnswer
      ? await this.leg.offer({ codecs: spoken })
      : await (this.#early ?? this.#describe(spoken, pictures));
    await this.#invite?.described();
    const dialog = this.#invite?.accept(description);
    this.#invite = undefined;
    const { party, past, leg, transport, deviceId } = this;
    const agreed = commonPictures(this.pictures, pictures);
    const parts = {
      party,
      past,
      leg,
      codecs: spoken,
      pictures: agreed,
      soundOnly,
      transport,
      deviceId,
      awaitsAnswer,
    };
    return dialog && new Connection({ ...parts, dialog });
  }

  refuse(status: number): void {
    this.#invite?.refuse(status);
    this.#invite = undefined;
  }

  async anchor(media: CallMedia, group: string): Promise<void> {
    const invite = this.#invite;
    if (!this.#direct || !invite) return;
    const leg = await openLeg(invite, group, media);
    if (this.#invite !== invite) return dropLeg(leg); // it was given up meanwhile
    void dropLeg(this.leg);
    this.leg = leg;
    leg.onLost = this.#lost;
    if (invite.offer !== "") await this.leg.receiveOffer(invite.offer);
  }

  /** They could hear nothing, and would not know why. */
  readonly #lost = (): void => this.onGone(503);

  async abandon(): Promise<void> {
    await dropLeg(this.leg);
  }

  isNamedBy(replaces: Replaces): boolean {
    return this.#invite?.isNamedBy(replaces) ?? false;
  }
}

/** The media end towards whoever calls; with SRTP where it must be, or the phone offers it. */
const openLeg = (invite: IncomingInvite, group: string, media: CallMedia): Promise<MediaLeg> =>
  media.leg({ group, profile: profileOf(invite), signalled: invite.flow.address });

function profileOf({ flow, caller }: IncomingInvite): LegProfile {
  if (flow.transport === "WSS") return "webrtc";
  return caller.personId !== undefined && !caller.plain ? "sdes" : "rtp";
}
