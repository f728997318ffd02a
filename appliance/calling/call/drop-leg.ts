import type { MediaLeg } from "../../media/index.ts";

/** Ends the media of somebody who is not to be heard any more; it may be gone with its Worker, and is never refused. */
export const dropLeg = (leg: MediaLeg): Promise<void> => leg.close().catch(() => {});
