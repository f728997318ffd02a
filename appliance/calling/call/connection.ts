/** A leg whose dialog stands: somebody who speaks, hears, holds and hangs up. Whoever owns it is told. */
import {
  type AudioCodec,
  commonPictures,
  type LegStatistics,
  type MediaLeg,
  noPictures,
  type Pictures,
} from "../../media/index.ts";
import { type Dialog, type DialogHandlers, OfferRefused, type Referral } from "../../sip/index.ts";
import type { CallParty } from "./party.ts";
import type { Past } from "./past.ts";

/** A call, a service, or whatever else the connection belongs to at the moment. */
export interface ConnectionOwner {
  /** Its end has put us on hold, or taken us back. */
  onHold(connection: Connection, held: boolean): void | Promise<void>;
  /** @param inMedia it came among the packets (RFC 4733), so that whoever hears the leg has it already */
  onDigit(connection: Connection, digit: string, inMedia: boolean): void;
  /** It shows pictures from now on; resolves with what the other side takes of them. Left out: nobody sees them. */
  onPictures?(connection: Connection, pictures: Pictures): Promise<Pictures>;
  /** See DialogHandlers. */
  onRefer(connection: Connection, referral: Referral, notify: (status: number) => void): number;
  /** Where media do not pass through the house: what the other side answers to this offer. */
  readonly relayOffer?: ((connection: Connection, offer: string) => Promise<string>) | undefined;
  /** It hung up, or is lost. Its media still stand. */
  onEnd(connection: Connection): void;
}

const nobody: ConnectionOwner = { onHold() {}, onDigit() {}, onRefer: () => 405, onEnd() {} };

export interface ConnectionParts {
  party: CallParty;
  /** What its call has been through. */
  past: Past;
  leg: MediaLeg;
  dialog: Dialog;
  /** What both this end and the house speak, best first. */
  codecs: readonly AudioCodec[];
  /** What is agreed with it; no formats: it has sound only. */
  pictures: Pictures;
  /** It shows none and is shown none, whatever it offers later. */
  soundOnly: boolean;
  transport: string;
  deviceId: string | undefined;
  /** The house has offered in its 200, and the answer comes with the ACK. */
  awaitsAnswer: boolean;
}

/** Milliseconds that one side may take to answer when the other turns its camera on. */
const showWithin = 4000;

/** Of those whose media are agreed when they are connected: nearly all. */
const agreed = Promise.resolve();

export class Connection implements DialogHandlers {
  readonly party: CallParty;
  /** See sentOnByMenu. */
  #past: Past;
  readonly leg: MediaLeg;
  readonly dialog: Dialog;
  readonly transport: string;
  readonly deviceId: string | undefined;
  owner: ConnectionOwner = nobody;
  /** Its end has put us on hold. */
  #heldThere = false;
  /** Its person has put the other side on hold from an app. */
  heldHere = false;
  #end: "bye" | "timeout" | "lost" | undefined;
  /** Resolves when its media are agreed; rejects when they will not be. */
  readonly ready: Promise<void>;
  readonly codecs: readonly AudioCodec[];
  #pictures: Pictures;
  readonly #soundOnly: boolean;
  /** Until the answer to the house's offer has come. */
  #awaited: PromiseWithResolvers<void> | undefined;

  constructor(parts: ConnectionParts) {
    const { party, leg, dialog, codecs, transport, deviceId } = parts;
    this.party = party;
    this.#past = parts.past;
    this.leg = leg;
    this.dialog = dialog;
    this.transport = transport;
    this.deviceId = deviceId;
    this.codecs = codecs;
    this.#pictures = parts.pictures;
    this.#soundOnly = parts.soundOnly;
    if (parts.awaitsAnswer) this.#awaited = Promise.withResolvers();
    this.ready = this.#awaited?.promise ?? agreed;
    this.ready.catch(() => {}); // whoever waits for it is told; that nobody waits is no error
    leg.onDigit = (digit) => this.owner.onDigit(this, digit, true);
    leg.onKeyFrameWanted = () => void dialog.requestKeyFrame();
    leg.onLost = () => {
      if (this.ended) return;
      this.hangUp();
      this.onEnd();
    };
    dialog.handlers = this;
  }

  /** What the call has been through on its way here. */
  get past(): Past {
    return this.#past;
  }

  /** A menu has sent it on: that counts towards circles, however often it comes back. */
  sentOnByMenu(): void {
    this.#past = { ...this.#past, diverted: this.#past.diverted + 1 };
  }

  /** See DialogHandlers, like the following: the peer holds, resumes, or moves. */
  async onOffer(offer: string): Promise<string> {
    const { relayOffer } = this.owner;
    if (offer === "") {
      if (relayOffer) throw new OfferRefused(488);
      return this.leg.offer({ codecs: this.codecs, pictures: this.#pictures });
    }
    const { codecs, direction, pictures } = await this.leg.receiveOffer(offer);
    const usable = this.codecs.filter((codec) => codecs.includes(codec));
    const wanted = { codecs: usable.length > 0 ? usable : codecs, pictures: await this.#agreeOn(pictures) };
    const answer = relayOffer ? await relayOffer(this, offer) : await this.leg.answer(wanted);
    this.#heldThere = direction === "sendonly" || direction === "inactive";
    await this.owner.onHold(this, this.holding);
    return answer;
  }

  /** What the other side has to say to pictures that this end offers; and nothing when it takes them back. */
  async #agreeOn(offered: Pictures): Promise<Pictures> {
    if (offered.formats.length === 0 || this.#soundOnly) {
      this.#pictures = noPictures;
      return noPictures;
    }
    if (this.#pictures.formats.length > 0) return this.#pictures;
    const taken = await this.owner.onPictures?.(this, offered).catch(() => noPictures);
    this.#pictures = commonPictures(offered, taken ?? noPictures);
    return taken ?? noPictures;
  }

  /**
   * Offers pictures to this end, which has sound; resolves with what it takes: with nothing, where it does not answer
   * soon, because whoever wants to be seen waits for it and can do nothing else meanwhile.
   */
  async show(pictures: Pictures): Promise<Pictures> {
    if (this.#soundOnly) return noPictures;
    const patience = AbortSignal.timeout(showWithin);
    const over = Promise.withResolvers<Pictures>();
    patience.addEventListener("abort", () => over.resolve(noPictures));
    return Promise.race([this.#offerPictures(pictures, patience), over.promise]);
  }

  async #offerPictures(pictures: Pictures, patience?: AbortSignal): Promise<Pictures> {
    const offer = await this.leg.offer({ codecs: this.codecs, pictures });
    const taken = await this.leg.receiveAnswer(await this.dialog.offer(offer, patience));
    this.#pictures = taken.pictures;
    return taken.pictures;
  }

  get pictures(): Pictures {
    return this.#pictures;
  }

  /** See DialogHandlers. */
  async refresh(): Promise<void> {
    if (this.owner.relayOffer) throw new OfferRefused(488); // what stands is for the telephones to say
    await this.#offerPictures(this.#pictures);
  }

  /** See DialogHandlers. */
  onKeyFrameWanted(): void {
    void this.leg.keyFrameWanted().catch(() => {}); // the leg is gone, and with it who looked
  }

  onAnswer(answer: string): void {
    const awaited = this.#awaited;
    this.#awaited = undefined;
    void this.leg.receiveAnswer(answer).then(
      () => awaited?.resolve(),
      (error: unknown) => awaited?.reject(error),
    );
  }

  onDigit(digit: string): void {
    this.owner.onDigit(this, digit, false);
  }

  onRefer(referral: Referral, notify: (status: number) => void): number {
    return this.owner.onRefer(this, referral, notify);
  }

  onEnd(reason?: "bye" | "timeout" | "lost"): void {
    this.#end = reason;
    this.#awaited?.reject(new Error("it hung up"));
    this.owner.onEnd(this);
  }

  /** It is gone without having hung up. */
  get vanished(): boolean {
    return this.#end === "timeout" || this.#end === "lost";
  }

  /** It has hung up: neither is it gone without, nor are its media, nor did the house end it. */
  get hungUp(): boolean {
    return this.#end === "bye";
  }

  get holding(): boolean {
    return this.#heldThere || this.heldHere;
  }

  get ended(): boolean {
    return this.dialog.ended;
  }

  /** Ends the dialog from this side; the owner is not told. See Dialog.bye. */
  hangUp(why?: string, cause?: number): void {
    void this.dialog.bye(why, cause);
  }

  /** Undefined where there are none: a leg that never stood. */
  statistics(): Promise<LegStatistics | undefined> {
    return this.leg.statistics().catch(() => undefined);
  }

  /** Closes its media; resolves with the last statistics. */
  async close(): Promise<LegStatistics | undefined> {
    const statistics = this.statistics();
    const closed = this.leg.close(); // right behind, in the same message
    await closed.catch(() => {});
    return statistics;
  }
}

/** Ends a connection that no call wants. */
export function dismiss(connection: Connection): void {
  connection.hangUp();
  void connection.close();
}
