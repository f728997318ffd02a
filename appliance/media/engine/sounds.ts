/** Sounds that the house makes itself: samples at 8 kHz, made once. */

const rate = 8000;

export type Sound = "hold-music" | "ringback";

/** Two tones of 440 and 480 Hz, two seconds on, four off: North American ringback. */
function ringback(): Int16Array {
  const samples = new Int16Array(6 * rate);
  for (let index = 0; index < 2 * rate; index++) {
    const time = index / rate;
    samples[index] = 4000 * (Math.sin(2 * Math.PI * 440 * time) + Math.sin(2 * Math.PI * 480 * time)) * 0.5;
  }
  return samples;
}

/** A slow arpeggio over four chords, soft enough to wait by. */
function holdMusic(): Int16Array {
  const chords = [
    [220, 277.18, 329.63, 440],
    [185, 220, 277.18, 369.99],
    [146.83, 220, 293.66, 369.99],
    [164.81, 207.65, 246.94, 329.63],
  ];
  const noteSeconds = 0.5;
  const samples = new Float32Array(chords.length * 8 * noteSeconds * rate);
  chords.forEach((chord, bar) => {
    for (let beat = 0; beat < 8; beat++) {
      const frequency = (chord[beat % 4] ?? 220) * (beat === 5 ? 2 : 1);
      const start = (bar * 8 + beat) * noteSeconds * rate;
      for (let index = 0; index < 2 * rate; index++) {
        const time = index / rate;
        const envelope = Math.min(1, time * 60) * Math.exp(-2.2 * time);
        const tone =
          Math.sin(2 * Math.PI * frequency * time) + 0.3 * Math.sin(4 * Math.PI * frequency * time);
        const at = (start + index) % samples.length;
        samples[at] = (samples[at] ?? 0) + 3200 * envelope * tone;
      }
    }
  });
  return Int16Array.from(samples);
}

const makers: Readonly<Record<Sound, () => Int16Array>> = { "hold-music": holdMusic, ringback };
const made = new Map<Sound, Int16Array>();

export function soundSamples(sound: Sound): Int16Array {
  const samples = made.get(sound) ?? makers[sound]();
  made.set(sound, samples);
  return samples;
}
