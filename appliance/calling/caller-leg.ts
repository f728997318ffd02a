/** The media end towards whoever calls. */
import type { CallMedia, MediaLeg } from "../media/index.ts";
import type { IncomingInvite } from "../sip/index.ts";

export const openCallerLeg = (invite: IncomingInvite, group: string, media: CallMedia): Promise<MediaLeg> =>
  media.leg({
    group,
    profile: invite.flow.transport === "WSS" ? "webrtc" : "rtp", // with SRTP where the phone offers it
    signalled: invite.flow.address,
  });
