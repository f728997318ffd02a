/** Who waits for an answer: a caller whose INVITE is open, or somebody who is connected and is sent on. */
import type { AudioCodec, CallMedia, MediaLeg, Offered, Pictures } from "../../media/index.ts";
import type { Replaces } from "../../sip/index.ts";
import type { Connection } from "./connection.ts";
import type { CallParty } from "./party.ts";
import type { Past } from "./past.ts";

export interface Origin {
  readonly party: CallParty;
  readonly past: Past;
  readonly leg: MediaLeg;
  /** Over what its signalling comes. */
  readonly transport: string;
  readonly deviceId: string | undefined;
  /** What it can be spoken to with, best first. */
  readonly codecs: readonly AudioCodec[];
  /** What it can be shown. */
  readonly pictures: Pictures;
  /** It has given up, or nothing can be done for it. @param status what it is told then; left out: it is gone */
  onGone: (status?: number) => void;
  ringing(): void;
  /** Lets it hear what comes before the answer; false where only `ringing` can be told. @param heard what is there */
  openEarly(heard: Pick<Offered, "codecs" | "pictures">): Promise<boolean>;
  /**
   * @param pictures what whoever it is connected to has taken of its own
   * @returns undefined when it has given up in the same moment
   */
  accept(codecs: readonly AudioCodec[], pictures?: Pictures): Promise<Connection | undefined>;
  refuse(status: number): void;
  /** Media through the house from now on, where they were to go from phone to phone. */
  anchor(media: CallMedia, group: string): Promise<void>;
  /** Its call has ended: closes the media of a caller who was never answered. */
  abandon(): Promise<void>;
  isNamedBy(replaces: Replaces): boolean;
  /** Whose dialog stands already; undefined for an INVITE that is open. */
  readonly standing: Connection | undefined;
}
