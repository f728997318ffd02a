/** Reports of call quality as telephones publish them (RFC 6035 §4.6.2). */
export const qualityReport = (callId: string, change: { local?: string[] } = {}): string =>
  [
    "VQSessionReport: CallTerm",
    `CallID: ${callId}`,
    "LocalID: <sip:1001@house.example>",
    "RemoteID: <sip:1002@house.example>",
    "OrigID: <sip:1001@house.example>",
    "LocalAddr: IP=192.0.2.10 PORT=5000 SSRC=1a3b5c7d",
    "RemoteAddr: IP=192.0.2.1 PORT=6000 SSRC=2468abcd",
    "LocalMetrics:",
    "Timestamps: START=2026-10-10T18:23:43Z STOP=2026-10-10T18:26:02Z",
    "SessionDesc: PT=9 PD=G722 SR=8000 FD=20 FPP=1 PPS=50 PLC=3 SSUP=off",
    "JitterBuffer: JBA=3 JBR=2 JBN=40 JBM=80 JBX=120",
    ...(change.local ?? [
      "PacketLoss: NLR=5.0 JDR=2.5",
      "BurstGapLoss: BLD=40.0 BD=900 GLD=2.0 GD=4000 GMIN=16",
      "Delay: RTD=120 ESD=60 IAJ=2 MAJ=10",
      "QualityEst: RLQ=60 RCQ=58 MOSLQ=2.1 MOSCQ=2.0",
    ]),
    "RemoteMetrics:",
    "PacketLoss: NLR=0.0 JDR=0.0",
    "QualityEst: MOSLQ=4.3 MOSCQ=4.2",
    `DialogID: ${callId};to-tag=8472761;from-tag=9123dh3111`,
    "",
  ].join("\r\n");
