/** Somebody who says something before answering a call: a provider's server, or a telephone. */

import type { Credentials } from "../../appliance/sip/digest-client.ts";
import type { SipRequest } from "../../appliance/sip/message.ts";
import { RtpPhone, tone } from "./rtp-phone.ts";
import { SipPeer } from "./sip-peer.ts";

export class Announcer {
  readonly peer: SipPeer;
  readonly media: RtpPhone;
  readonly #invited = Promise.withResolvers<SipRequest>();

  private constructor(peer: SipPeer, media: RtpPhone) {
    this.peer = peer;
    this.media = media;
    peer.takes = (request) => {
      if (request.method === "INVITE") this.#invited.resolve(request);
      if (request.method === "CANCEL") void this.say(487);
      return request.method === "INVITE" || request.method === "ACK";
    };
  }

  /** @param server see SipPeer */
  static async open(server: number, credentials: Credentials): Promise<Announcer> {
    return new Announcer(await SipPeer.open(server, credentials), await RtpPhone.open());
  }

  /** The first call. */
  get invited(): Promise<SipRequest> {
    return this.#invited.promise;
  }

  /** Answers the first call, once it has come, without a description. */
  async say(status: number): Promise<void> {
    this.peer.respond(await this.invited, status, { Contact: this.peer.contact });
  }

  /** With one, and this tone. */
  async describe(status: number, hertz: number): Promise<void> {
    const invite = await this.invited;
    const headers = { Contact: this.peer.contact, "Content-Type": "application/sdp" };
    this.peer.respond(invite, status, headers, this.media.answer(invite.body));
    this.media.speak(tone(hertz));
  }

  close(): void {
    this.peer.close();
    this.media.close();
  }
}
