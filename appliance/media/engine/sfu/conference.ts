/** A conference: browsers by the SFU, telephones by the mixer. */
import type { Leg, MediaPacket } from "../leg.ts";
import { Mixer } from "../mixer.ts";
import type { Ticker } from "../ticker.ts";
import { FrameEncoder } from "../transcoder.ts";
import type { WebRtcEndpoint } from "../webrtc/endpoint.ts";
import { BrowserParticipant } from "./participant.ts";
import { Publication } from "./publication.ts";
import type { ReceivingStatistics } from "./receiving.ts";
import { Speakers } from "./speakers.ts";

/** A telephone: its leg, and its voice as browsers receive it. */
interface Telephone {
  leg: Leg;
  voice: Publication;
  stop(): void;
}

export interface ConferenceOptions {
  endpoint: WebRtcEndpoint;
  ticker: Ticker;
  /** These participants should ask for a new offer. */
  onTracks: (participants: string[]) => void;
  onSpeakers: (speakers: string[]) => void;
}

export class Conference {
  readonly #options: ConferenceOptions;
  readonly #mixer: Mixer;
  readonly #speakers: Speakers;
  readonly #browsers = new Map<string, BrowserParticipant>();
  readonly #telephones = new Map<string, Telephone>();
  readonly #muted = new Set<string>();

  constructor(options: ConferenceOptions) {
    this.#options = options;
    this.#mixer = new Mixer(options.ticker);
    this.#speakers = new Speakers(options.onSpeakers);
  }

  publish(participant: string, offer: string): string {
    return this.#browser(participant).publish(offer);
  }

  subscribe(participant: string, restart: boolean): string {
    const wanted = this.#publications().filter((publication) => publication.participant !== participant);
    return this.#browser(participant).subscribe(wanted, restart);
  }

  subscribed(participant: string, answer: string): void {
    this.#browsers.get(participant)?.subscribed(answer);
  }

  mute(participant: string, muted: boolean): void {
    if (muted) this.#muted.add(participant);
    else this.#muted.delete(participant);
    const microphone = this.#browsers.get(participant)?.publications.get("microphone");
    if (microphone) microphone.muted = muted;
  }

  /** @param heights in the browser's pixels by publication; 0 for one that is not shown */
  show(participant: string, heights: Readonly<Record<string, number>>): void {
    this.#browsers.get(participant)?.show(heights);
  }

  statistics(participant: string): ReceivingStatistics | undefined {
    return this.#browsers.get(participant)?.statistics;
  }

  joinLeg(participant: string, leg: Leg): void {
    const voice = new Publication(participant, "microphone");
    const toBrowsers = FrameEncoder.for(["opus"]);
    const toTelephone = FrameEncoder.for(leg.codecs);
    leg.onPacket = (packet) => {
      if (!this.#muted.has(participant)) this.#mixer.push(participant, packet);
    };
    this.#mixer.listen(participant, (frame) => {
      const packet = toTelephone?.encode(frame);
      if (packet) leg.send(packet, this);
    });
    // What browsers hear of the telephone is taken from the mixer's beat, so that its clock is ours.
    this.#mixer.tap(participant, (frame) => {
      const packet = toBrowsers?.encode(frame);
      if (packet) voice.publish(0, packet, performance.now());
    });
    this.#telephones.set(participant, {
      leg,
      voice,
      stop: () => {
        leg.onPacket = () => {};
        toBrowsers?.close();
        toTelephone?.close();
      },
    });
    this.#tellOthers(participant);
  }

  leave(participant: string): void {
    this.#mixer.remove(participant);
    this.#muted.delete(participant);
    this.#speakers.remove(participant);
    this.#telephones.get(participant)?.stop();
    this.#telephones.delete(participant);
    const browser = this.#browsers.get(participant);
    this.#browsers.delete(participant);
    this.#tellOthers(participant);
    browser?.close();
  }

  close(): void {
    for (const participant of [...this.#browsers.keys(), ...this.#telephones.keys()]) this.leave(participant);
  }

  #browser(participant: string): BrowserParticipant {
    const known = this.#browsers.get(participant);
    if (known) return known;
    const made = new BrowserParticipant({
      id: participant,
      endpoint: this.#options.endpoint,
      ticker: this.#options.ticker,
      onPublication: (publication) => this.#published(publication),
    });
    this.#browsers.set(participant, made);
    return made;
  }

  #published(publication: Publication): void {
    const { participant } = publication;
    if (publication.kind === "audio") {
      publication.muted = this.#muted.has(participant);
      publication.onLevel = (level) => this.#speakers.note(participant, level, performance.now());
      publication.onPacket(({ marker, sequence, timestamp, payload }) => {
        if (!this.#mixer.wanted) return;
        const packet: MediaPacket = { kind: "opus", marker, sequence, timestamp, payload };
        this.#mixer.push(participant, packet);
      });
    }
    this.#tellOthers(participant);
  }

  #publications(): Publication[] {
    return [
      ...[...this.#browsers.values()].flatMap(({ publications }) => [...publications.values()]),
      ...[...this.#telephones.values()].map(({ voice }) => voice),
    ];
  }

  #tellOthers(participant: string): void {
    const others = [...this.#browsers.keys()].filter((id) => id !== participant);
    if (others.length > 0) this.#options.onTracks(others);
  }
}
