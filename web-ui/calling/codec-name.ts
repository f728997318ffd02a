/** Codecs as people call them. */
const names: Readonly<Record<string, string>> = {
  opus: "Opus",
  G722: "G.722",
  PCMU: "G.711 µ-law",
  PCMA: "G.711 A-law",
};

/** @param codec by its SDP name; empty where nothing was sent */
export const codecName = (codec: string): string => names[codec] ?? codec;
