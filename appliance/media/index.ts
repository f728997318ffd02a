/** Media: the main thread's hand on the Workers where the packets are. */
import type { Config, Logger } from "../platform/index.ts";
import type { LegStatistics, Offered, Wanted } from "./engine/leg.ts";
import type { PlayEnd } from "./engine/player.ts";
import type { ReceivingStatistics } from "./engine/sfu/receiving.ts";
import type { Sound } from "./engine/sounds.ts";
import { Links, type PlacedLeg } from "./links.ts";
import { MediaWorker, type MediaWorkerOptions } from "./media-worker.ts";
import { noPictures, type StillPicture } from "./pictures.ts";
import type { LegProfile } from "./protocol.ts";

export { type AudioCodec, audioCodecs } from "./codecs.ts";
export { type CallMedia, directMedia } from "./direct.ts";
export type { CoursePoint } from "./engine/course.ts";
export type { LegStatistics, Offered, PictureStatistics, Wanted } from "./engine/leg.ts";
export type { PlayEnd } from "./engine/player.ts";
export type { ReceivingStatistics } from "./engine/sfu/receiving.ts";
export type { VoipMetrics } from "./engine/voip-metrics.ts";
export { commonPictures, noPictures, type Pictures, type StillPicture, usualPictures } from "./pictures.ts";
export type { LegProfile } from "./protocol.ts";
export type { Direction } from "./sdp.ts";

/** One end of a call. */
export interface MediaLeg {
  readonly id: string;
  /** A key was pressed at the other end (RFC 4733): told once, whatever the leg hears and whoever hears it. */
  onDigit: (digit: string) => void;
  /** The peer is to be asked for a whole picture by SIP (RFC 5168). */
  onKeyFrameWanted: () => void;
  /** It is gone with its Worker: nothing is heard here any more, and nothing can be asked of it. */
  onLost: () => void;
  offer(wanted: Wanted): Promise<string>;
  receiveOffer(sdp: string): Promise<Offered>;
  answer(wanted: Wanted): Promise<string>;
  receiveAnswer(sdp: string): Promise<Offered>;
  play(sound: Sound): Promise<void>;
  /**
   * Plays samples (16 bit, mono, 8 kHz, little-endian) instead of what the leg hears now. Resolves when the last
   * one has gone out, or when something else took its place: another sound, a bridge, silence, the leg's end.
   */
  playAudio(samples: Uint8Array, options?: { loop?: boolean }): Promise<PlayEnd>;
  /** Shows the largest of these that the peer takes, beside what it hears and until it hears something else. */
  showStill(stills: readonly StillPicture[]): Promise<void>;
  /**
   * Records what comes from the leg, whatever the codec, as samples that `playAudio` takes. Resolves after
   * `maxSeconds`, after `silenceSeconds` without sound, at `stopRecording`, and when the leg closes. A second
   * recording ends the first.
   */
  record(options: { maxSeconds: number; silenceSeconds?: number }): Promise<Uint8Array>;
  stopRecording(): Promise<void>;
  /** Stops whatever the leg hears. */
  silence(): Promise<void>;
  sendDigit(digit: string): Promise<void>;
  /** Its peer has said by SIP that it needs a whole picture: whoever it sees is asked for one. */
  keyFrameWanted(): Promise<void>;
  statistics(): Promise<LegStatistics>;
  close(): Promise<void>;
}

/** A conference of browsers and telephones. Every method rejects with a HearthError. */
export interface MediaConference {
  publish(participant: string, offer: string): Promise<string>;
  /** @param restart see Operations */
  subscribe(participant: string, restart?: boolean): Promise<string>;
  subscribed(participant: string, answer: string): Promise<void>;
  /** Drops the participant's sound where it comes in, whoever asked for it. */
  mute(participant: string, muted: boolean): Promise<void>;
  /** How large, in pixels, the participant shows each publication (`participant|source`); 0 for not at all. */
  show(participant: string, heights: Record<string, number>): Promise<void>;
  /** What the participant's path is thought to carry, and what it gets; undefined before it receives. */
  receiving(participant: string): Promise<ReceivingStatistics | undefined>;
  joinLeg(participant: string, leg: MediaLeg): Promise<void>;
  leave(participant: string): Promise<void>;
  close(): Promise<void>;
  onTracks: (participants: string[]) => void;
  onSpeakers: (speakers: string[]) => void;
  /** See MediaLeg. */
  onLost: () => void;
}

export interface Media {
  /**
   * Opens an end of a call. Everything that is to be bridged must be of one `group` (a call, a meeting): a
   * group lives in one Worker.
   */
  leg(options: { group: string; profile: LegProfile; signalled: string }): Promise<MediaLeg>;
  bridge(a: MediaLeg, b: MediaLeg): Promise<void>;
  conference(group: string): Promise<MediaConference>;
  load(): Promise<{ legs: number; conferences: number }>;
  /** Whether the house makes and reads Opus, for meetings and between two who share no codec; not without the library. */
  readonly speaksOpus: boolean;
  /** The UDP ports for browsers, one for each Worker. */
  readonly webrtcPorts: readonly number[];
  close(): void;
}

/**
 * Rejects where a Worker cannot begin, as when its port is taken.
 * @param options.workerUrl left out: the Worker of this folder
 */
export async function createMedia(options: {
  config: Config;
  log: Logger;
  workerUrl?: string;
}): Promise<Media> {
  const { config, log, workerUrl } = options;
  const { media } = config;
  const count = media.workers || Math.max(1, navigator.hardwareConcurrency - 1);
  const workers = Array.from({ length: count }, (_, index) => {
    const worker: MediaWorkerOptions = {
      address: media.address,
      rtpPorts: [media.rtp_port_min, media.rtp_port_max],
      webrtcPort: media.webrtc_port && media.webrtc_port + index,
      outsideAddresses: config.public_addresses,
    };
    return new MediaWorker(worker, log, workerUrl);
  });
  const close = () => {
    for (const worker of workers) worker.close();
  };
  const ready = await Promise.all(workers.map(({ ready }) => ready)).catch((error: unknown) => {
    close();
    throw error;
  });
  const workerOf = (group: string) => workers[Bun.hash.crc32(group) % workers.length] as MediaWorker;
  const placed = new WeakMap<MediaLeg, PlacedLeg>();
  const links = new Links(media.address);

  return {
    async leg({ group, profile, signalled }) {
      const worker = workerOf(group);
      const id = crypto.randomUUID();
      // Not awaited, so that it travels with what is asked of the leg first; that fails where this does.
      worker.call("open", id, profile, signalled).catch(() => undefined);
      const place: PlacedLeg = { id, worker, codecs: [], pictures: noPictures };
      const noting = async (offered: Promise<Offered>) => {
        const { codecs, pictures } = await offered;
        Object.assign(place, { codecs, pictures });
        return offered;
      };
      const leg: MediaLeg = {
        id,
        onDigit() {},
        onKeyFrameWanted() {},
        onLost() {},
        offer: (wanted) => worker.call("offer", id, wanted),
        receiveOffer: (sdp) => noting(worker.call("receiveOffer", id, sdp)),
        answer: (wanted) => worker.call("answer", id, wanted),
        receiveAnswer: (sdp) => noting(worker.call("receiveAnswer", id, sdp)),
        play: (sound) => worker.call("play", id, sound),
        // Copied: a part of a buffer would take all of it along.
        playAudio: (samples, { loop = false } = {}) => worker.call("playAudio", id, samples.slice(), loop),
        showStill: (stills) => worker.call("showStill", id, stills),
        record: ({ maxSeconds, silenceSeconds }) => worker.call("record", id, { maxSeconds, silenceSeconds }),
        stopRecording: () => worker.call("stopRecording", id),
        silence: () => worker.call("silence", id),
        sendDigit: (digit) => worker.call("sendDigit", id, digit),
        keyFrameWanted: () => worker.call("keyFrameWanted", id),
        statistics: () => worker.call("statistics", id),
        close() {
          worker.legs.delete(id);
          links.drop(id);
          return worker.end("close", id);
        },
      };
      worker.legs.set(id, leg);
      placed.set(leg, place);
      return leg;
    },
    async bridge(a, b) {
      const [first, second] = [placed.get(a), placed.get(b)];
      if (!first || !second) return; // of another Media: there is nothing to hear here
      if (first.worker !== second.worker) return links.bridge(first, second);
      links.drop(a.id);
      links.drop(b.id);
      await first.worker.call("bridge", a.id, b.id);
    },
    async conference(group) {
      const worker = workerOf(group);
      const id = crypto.randomUUID();
      await worker.call("openConference", id);
      const conference: MediaConference = {
        publish: (participant, offer) => worker.call("publish", id, participant, offer),
        subscribe: (participant, restart = false) => worker.call("subscribe", id, participant, restart),
        subscribed: (participant, answer) => worker.call("subscribed", id, participant, answer),
        mute: (participant, muted) => worker.call("mute", id, participant, muted),
        show: (participant, heights) => worker.call("show", id, participant, heights),
        receiving: (participant) => worker.call("receiving", id, participant),
        async joinLeg(participant, leg) {
          const place = placed.get(leg);
          const far = place && place.worker !== worker;
          await worker.call("joinLeg", id, participant, far ? await links.carry(place, worker) : leg.id);
        },
        leave: (participant) => worker.call("leave", id, participant),
        close() {
          worker.conferences.delete(id);
          return worker.end("closeConference", id);
        },
        onTracks() {},
        onSpeakers() {},
        onLost() {},
      };
      worker.conferences.set(id, conference);
      return conference;
    },
    speaksOpus: ready.every(({ opus }) => opus),
    webrtcPorts: ready.map(({ webrtcPort }) => webrtcPort),
    async load() {
      const loads = await Promise.all(workers.map((worker) => worker.call("load")));
      return {
        legs: loads.reduce((sum, load) => sum + load.legs, 0),
        conferences: loads.reduce((sum, load) => sum + load.conferences, 0),
      };
    },
    close,
  };
}
