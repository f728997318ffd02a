/** Records the microphone as the WAV file that the appliance takes: 16 bit, mono, 8 kHz. */

export const recordingRate = 8000;

export interface Recording {
  /** The file. */
  stop(): Promise<Blob>;
  cancel(): void;
}

/** Rejects when the microphone may not be used. */
export async function startRecording(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void parts.push(data);
  recorder.start();
  const release = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  return {
    async stop() {
      const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
      recorder.stop();
      await stopped;
      release();
      return toWave(await new Blob(parts).arrayBuffer());
    },
    cancel() {
      if (recorder.state !== "inactive") recorder.stop();
      release();
    },
  };
}

/** What the browser recorded or was given, in whatever format, resampled and written as RIFF. */
export async function toWave(encoded: ArrayBuffer): Promise<Blob> {
  const context = new OfflineAudioContext(1, 1, recordingRate);
  const decoded = await context.decodeAudioData(encoded); // at the context's rate
  const samples = decoded.getChannelData(0);
  const file = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const write = (at: number, text: string) => {
    for (const [index, letter] of [...text].entries()) file.setUint8(at + index, letter.charCodeAt(0));
  };
  write(0, "RIFF");
  file.setUint32(4, 36 + 2 * samples.length, true);
  write(8, "WAVEfmt ");
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true); // PCM
  file.setUint16(22, 1, true); // mono
  file.setUint32(24, recordingRate, true);
  file.setUint32(28, 2 * recordingRate, true);
  file.setUint16(32, 2, true);
  file.setUint16(34, 16, true);
  write(36, "data");
  file.setUint32(40, 2 * samples.length, true);
  for (const [index, sample] of samples.entries())
    file.setInt16(44 + 2 * index, Math.max(-1, Math.min(1, sample)) * 32767, true);
  return new Blob([file], { type: "audio/wav" });
}
