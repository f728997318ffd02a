/**
 * Legs of different Workers that are to hear each other (a call that was transferred to another call's end):
 * two telephones inside the house, one in each Worker, carry the sound between them over loopback.
 */
import { type AudioCodec, audioCodecs } from "./codecs.ts";
import { noPictures, type Pictures } from "./pictures.ts";
import type { OperationName, Operations } from "./protocol.ts";

interface LinkedWorker {
  call<Name extends OperationName>(
    name: Name,
    ...given: Parameters<Operations[Name]>
  ): Promise<ReturnType<Operations[Name]>>;
}

/** A leg, where it lives, and what its peer speaks. */
export interface PlacedLeg {
  id: string;
  worker: LinkedWorker;
  codecs: readonly AudioCodec[];
  /** What it was offered or has taken of pictures. */
  pictures: Pictures;
}

/** The telephones of a link: that in the leg's own Worker, and that in the other. */
interface Link {
  near: string;
  far: string;
  down: () => void;
}

export class Links {
  /** Where the Workers' sockets are, seen from inside. */
  readonly #address: string;
  /** How to take down what links this leg now. */
  readonly #down = new Map<string, () => void>();

  /** @param bound the address that RTP sockets are bound to */
  constructor(bound: string) {
    this.#address = bound === "0.0.0.0" ? "127.0.0.1" : bound;
  }

  /** Ends what linked this leg, because it hears something else or is closed. */
  drop(legId: string): void {
    this.#down.get(legId)?.();
  }

  async bridge(a: PlacedLeg, b: PlacedLeg): Promise<void> {
    this.drop(b.id);
    await this.#link(a, b.worker, b, async ({ near, far, down }) => {
      this.#down.set(b.id, down);
      await Promise.all([a.worker.call("bridge", a.id, near), b.worker.call("bridge", far, b.id)]);
    });
  }

  /** Carries a leg to another Worker; resolves with the id that stands for it there. */
  async carry(leg: PlacedLeg, worker: LinkedWorker): Promise<string> {
    const there = { codecs: leg.codecs, pictures: noPictures }; // a conference mixes sound
    return this.#link(leg, worker, there, async ({ near, far }) => {
      await leg.worker.call("bridge", leg.id, near);
      return far;
    });
  }

  /** Opens the two telephones and has `use` connect them; of a link that fails half-way nothing is left. */
  async #link<Result>(
    leg: PlacedLeg,
    worker: LinkedWorker,
    there: Pick<PlacedLeg, "codecs" | "pictures">,
    use: (link: Link) => Promise<Result>,
  ): Promise<Result> {
    this.drop(leg.id);
    const [near, far] = [crypto.randomUUID(), crypto.randomUUID()];
    const down = () => {
      for (const [id, own] of this.#down) if (own === down) this.#down.delete(id);
      const gone = () => undefined; // with its Worker
      void leg.worker.call("close", near).catch(gone);
      void worker.call("close", far).catch(gone);
    };
    this.#down.set(leg.id, down);
    try {
      await this.#agree({ near, far, down }, leg, worker, there);
      return await use({ near, far, down });
    } catch (error) {
      down(); // behind whatever a Worker has still to open
      throw error;
    }
  }

  async #agree(
    { near, far }: Link,
    leg: PlacedLeg,
    worker: LinkedWorker,
    there: Pick<PlacedLeg, "codecs" | "pictures">,
  ): Promise<void> {
    const shared = audioCodecs.filter((codec) => leg.codecs.includes(codec) && there.codecs.includes(codec));
    const codecs: AudioCodec[] = shared.length > 0 ? shared : ["PCMU"]; // re-encoded in both Workers
    const formats = leg.pictures.formats.filter(({ key }) =>
      there.pictures.formats.some((format) => format.key === key),
    );
    const wanted = { codecs, pictures: { ...noPictures, formats } };
    await Promise.all([
      leg.worker.call("open", near, "rtp", this.#address),
      worker.call("open", far, "rtp", this.#address),
    ]);
    const offer = await leg.worker.call("offer", near, wanted);
    await worker.call("receiveOffer", far, this.#local(offer));
    const answer = await worker.call("answer", far, wanted);
    await leg.worker.call("receiveAnswer", near, this.#local(answer));
  }

  /** A description names the address that the outside sees; these two are nearer. */
  #local(sdp: string): string {
    return sdp.replaceAll(/IN IP4 \S+/g, `IN IP4 ${this.#address}`);
  }
}
