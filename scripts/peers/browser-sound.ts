/** A browser's microphone as a known tone, and a measure of what it plays. */
import type { Page } from "playwright-core";

/** From the next page load on, the microphone is a sine of this frequency. */
export async function sayTone(page: Page, hertz: number): Promise<void> {
  await page.addInitScript((frequency: number) => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = constraints?.video ? await real({ video: constraints.video }) : new MediaStream();
      if (!constraints?.audio) return stream;
      const context = new AudioContext();
      const destination = context.createMediaStreamDestination();
      const oscillator = new OscillatorNode(context, { frequency });
      const gain = new GainNode(context, { gain: 0.5 });
      oscillator.connect(gain).connect(destination);
      oscillator.start();
      for (const track of destination.stream.getAudioTracks()) stream.addTrack(track);
      return stream;
    };
    // What comes in is kept, so that it can be measured.
    const connections: RTCPeerConnection[] = [];
    Object.assign(globalThis, { hearthTestConnections: connections });
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    };
  }, hertz);
}

export const hearInBrowser = async (page: Page, hertz: number, share = 0.6): Promise<number> =>
  (await toneInBrowser(page, hertz, share)).share;

/**
 * Waits until this share of the energy that the page receives is near the tone; the best share that was seen, 0 to 1,
 * and the tone's level then, in decibels below a full sine.
 */
export async function toneInBrowser(
  page: Page,
  hertz: number,
  share = 0.6,
): Promise<{ share: number; decibels: number }> {
  return page.evaluate(
    async ([frequency, enough]) => {
      const { hearthTestConnections } = globalThis as unknown as {
        hearthTestConnections: RTCPeerConnection[];
      };
      const tracks = () =>
        hearthTestConnections
          .filter(({ connectionState }) => connectionState === "connected")
          .flatMap((connection) => connection.getReceivers().map(({ track }) => track))
          .filter(({ kind, readyState }) => kind === "audio" && readyState === "live");
      let best = 0;
      let level = Number.NEGATIVE_INFINITY;
      const windowLoss = 7.5; // of a Blackman window, which the analyser looks through
      // Chromium's audio graph may miss a track that came in the moment it was made: it is made anew.
      for (let attempt = 0; attempt < 3 && best < enough; attempt++) {
        const context = new AudioContext();
        const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
        for (const track of tracks()) {
          const source = context.createMediaStreamSource(new MediaStream([track.clone()]));
          source.connect(analyser);
        }
        const bins = new Float32Array(analyser.frequencyBinCount);
        const wanted = Math.round((frequency * analyser.fftSize) / context.sampleRate);
        for (const until = performance.now() + 4000; performance.now() < until && best < enough; ) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          analyser.getFloatFrequencyData(bins);
          const decibels = Array.from(bins);
          const energy = decibels.map((each) => 10 ** (each / 10));
          const total = energy.reduce((sum, value) => sum + value, 0);
          const near = energy.slice(wanted - 4, wanted + 5).reduce((sum, value) => sum + value, 0);
          if (total <= 1e-6 || near / total <= best) continue;
          best = near / total;
          level = windowLoss + Math.max(...decibels.slice(wanted - 4, wanted + 5));
        }
        await context.close();
      }
      return { share: best, decibels: level };
    },
    [hertz, share] as const,
  );
}
