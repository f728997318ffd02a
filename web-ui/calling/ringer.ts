/** The sounds of a call that has not begun: a soft bell here, a ringback while the other side rings. */

interface Pattern {
  frequencies: readonly number[];
  /** Seconds. */
  on: number;
  off: number;
  volume: number;
}

export const patterns = {
  incoming: { frequencies: [659.25, 830.6], on: 0.9, off: 1.6, volume: 0.12 },
  ringback: { frequencies: [440, 480], on: 2, off: 4, volume: 0.04 },
} satisfies Record<string, Pattern>;

/** Plays until the function it returns is called. */
export function ring(pattern: Pattern): () => void {
  const context = new AudioContext();
  const sound = () => {
    const gain = new GainNode(context, { gain: 0 });
    const now = context.currentTime;
    gain.gain.linearRampToValueAtTime(pattern.volume, now + 0.04);
    gain.gain.setValueAtTime(pattern.volume, now + pattern.on - 0.1);
    gain.gain.linearRampToValueAtTime(0, now + pattern.on);
    gain.connect(context.destination);
    for (const frequency of pattern.frequencies) {
      const oscillator = new OscillatorNode(context, { frequency });
      oscillator.connect(gain);
      oscillator.start(now);
      oscillator.stop(now + pattern.on);
    }
  };
  sound();
  const timer = setInterval(sound, (pattern.on + pattern.off) * 1000);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
