/** A forwarder of werift's own connections, receivers and senders, for the SFU's bench. */
import { createInterface } from "node:readline";
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, type RtpPacket } from "werift";

const tracks = new Map<string, MediaStreamTrack[]>();
const connections = new Map<string, RTCPeerConnection>();

const open = () =>
  new RTCPeerConnection({
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ["127.0.0.1"],
    bundlePolicy: "max-bundle",
    codecs: {
      audio: [
        new RTCRtpCodecParameters({
          mimeType: "audio/opus",
          clockRate: 48_000,
          channels: 2,
          payloadType: 111,
        }),
      ],
      video: [new RTCRtpCodecParameters({ mimeType: "video/VP8", clockRate: 90_000, payloadType: 96 })],
    },
  });

async function describe(connection: RTCPeerConnection, own: { type: "offer" | "answer"; sdp: string }) {
  await connection.setLocalDescription(own);
  if (connection.iceGatheringState !== "complete")
    await connection.iceGatheringStateChange.watch((state) => state === "complete", 5000);
  return connection.localDescription?.sdp ?? "";
}

async function answer([question, participant = "", sdp = ""]: string[]): Promise<string> {
  if (question === "publish") {
    const connection = open();
    const own: MediaStreamTrack[] = [];
    tracks.set(participant, own);
    connection.onTrack.subscribe((track) => {
      const copy = new MediaStreamTrack({ kind: track.kind });
      own.push(copy);
      track.onReceiveRtp.subscribe((packet: RtpPacket) => copy.writeRtp(packet));
    });
    await connection.setRemoteDescription({ type: "offer", sdp });
    return describe(connection, (await connection.createAnswer()) as { type: "answer"; sdp: string });
  }
  if (question === "subscribe") {
    const connection = open();
    connections.set(participant, connection);
    for (const [name, published] of tracks)
      if (name !== participant)
        for (const track of published) connection.addTransceiver(track, { direction: "sendonly" });
    return describe(connection, (await connection.createOffer()) as { type: "offer"; sdp: string });
  }
  if (question === "subscribed")
    await connections.get(participant)?.setRemoteDescription({ type: "answer", sdp });
  return "";
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
