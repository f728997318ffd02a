/** What to do when a connection's packets no longer get through, as after a change of network. */

/** Milliseconds between two attempts. */
const again = 1000;

export const isPathLost = ({ iceConnectionState }: RTCPeerConnection): boolean =>
  iceConnectionState === "disconnected" || iceConnectionState === "failed";

/**
 * Seeks another path whenever this connection has lost the one it had, until it has one again or is closed.
 * @param seek restarts ICE (RFC 8839 §4.4.1.1.1); where it rejects, it is tried again
 */
export function seekWhenLost(connection: RTCPeerConnection, seek: () => Promise<void>): void {
  let seeking = false;
  const run = async () => {
    if (seeking) return;
    seeking = true;
    while (isPathLost(connection)) {
      await seek().catch(() => {}); // there may be no network at all now
      await new Promise((resolve) => setTimeout(resolve, again));
    }
    seeking = false;
  };
  connection.addEventListener("iceconnectionstatechange", () => void run());
}
