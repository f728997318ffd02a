/** werift's peer connections, as this house opens them: no outside servers, hardened sockets, one transport. */
import { RTCPeerConnection, RTCRtpCodecParameters } from "werift";
import { hardenUdpDescriptor } from "../../platform/index.ts";
import { type AudioCodec, codecDescriptions } from "../codecs.ts";

export interface ConnectionOptions {
  ports: [min: number, max: number];
  /** Further addresses to offer as candidates, as that of a loopback or a NAT. */
  addresses: readonly string[];
}

export const audioParameters = (codec: AudioCodec): RTCRtpCodecParameters => {
  const { clock, channels, proposedType, parameters } = codecDescriptions[codec];
  return new RTCRtpCodecParameters({
    mimeType: `audio/${codec}`,
    clockRate: clock,
    channels,
    payloadType: proposedType,
    ...(parameters && { parameters }),
  });
};

export const videoParameters = (): RTCRtpCodecParameters[] => [
  new RTCRtpCodecParameters({
    mimeType: "video/VP8",
    clockRate: 90_000,
    payloadType: 96,
    rtcpFeedback: [
      { type: "nack" },
      { type: "nack", parameter: "pli" },
      { type: "ccm", parameter: "fir" },
      { type: "goog-remb" },
    ],
  }),
  new RTCRtpCodecParameters({
    mimeType: "video/rtx",
    clockRate: 90_000,
    payloadType: 97,
    parameters: "apt=96",
  }),
];

export function openConnection(
  options: ConnectionOptions,
  codecs: { audio: RTCRtpCodecParameters[]; video?: RTCRtpCodecParameters[] },
  headerExtensions: NonNullable<ConstructorParameters<typeof RTCPeerConnection>[0]>["headerExtensions"] = {},
): RTCPeerConnection {
  return new RTCPeerConnection({
    iceServers: [],
    iceUseIpv6: false,
    iceUseTcp: false,
    icePortRange: options.ports,
    ...(options.addresses.length > 0 && { iceAdditionalHostAddresses: [...options.addresses] }),
    bundlePolicy: "max-bundle",
    codecs: { audio: codecs.audio, video: codecs.video ?? [] },
    headerExtensions,
  });
}

/** Applies a description of ours and waits until its candidates are all in it. */
export async function describeLocally(
  connection: RTCPeerConnection,
  description: Parameters<RTCPeerConnection["setLocalDescription"]>[0] & { type: "offer" | "answer" },
): Promise<string> {
  await connection.setLocalDescription(description);
  if (connection.iceGatheringState !== "complete")
    await connection.iceGatheringStateChange.watch((state) => state === "complete", 5000);
  hardenSockets(connection);
  return connection.localDescription?.sdp ?? "";
}

/** werift opens its sockets itself; see platform/udp.ts for what must be done to them under Bun. */
function hardenSockets(connection: RTCPeerConnection): void {
  for (const { connection: ice } of connection.iceTransports) {
    const protocols =
      (ice as unknown as { protocols?: { transport?: { socket?: object } }[] }).protocols ?? [];
    for (const { transport } of protocols) {
      const socket = transport?.socket as { _handle?: { fd?: number } } | undefined;
      const descriptor = socket?._handle?.fd;
      if (descriptor !== undefined && descriptor >= 0) hardenUdpDescriptor(descriptor);
    }
  }
}
