/** Recorded speech with its controls. */
export function Sound({ src, autoPlay = false }: { src: string; autoPlay?: boolean }) {
  // biome-ignore lint/a11y/useMediaCaption: what somebody said into a telephone has no captions
  return <audio className="sound" controls autoPlay={autoPlay} src={src} />;
}
