const gatheringTimeout = 1500;

/** Resolves when the candidates are in the description: there are only those of the local network. */
export async function gathered(connection: RTCPeerConnection): Promise<void> {
  if (connection.iceGatheringState === "complete") return;
  const complete = Promise.withResolvers<void>();
  const onChange = () => connection.iceGatheringState === "complete" && complete.resolve();
  connection.addEventListener("icegatheringstatechange", onChange);
  const timer = setTimeout(complete.resolve, gatheringTimeout);
  await complete.promise;
  clearTimeout(timer);
  connection.removeEventListener("icegatheringstatechange", onChange);
}
