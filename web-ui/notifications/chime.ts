/** Two soft notes, for what happens while one looks elsewhere. */
const notes = [
  { frequency: 659.25, at: 0 },
  { frequency: 987.77, at: 0.12 },
] as const;
/** Seconds. */
const length = 0.5;
const volume = 0.08;

/** Silent where the browser wants a touch of the page first. */
export function chime(): void {
  const context = new AudioContext();
  if (context.state === "suspended") return void context.close();
  for (const { frequency, at } of notes) {
    const start = context.currentTime + at;
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.linearRampToValueAtTime(volume, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + length);
    const note = new OscillatorNode(context, { frequency });
    note.connect(gain).connect(context.destination);
    note.start(start);
    note.stop(start + length);
  }
  setTimeout(() => void context.close(), 1000);
}
