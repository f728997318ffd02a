/** Captions of meetings and of films. They come with the first meeting or film. */
export const enCaptions = {
  "captions.title": "Captions",
  "captions.show": "Show captions",
  "captions.hide": "Hide captions",
  "captions.write": "Write captions",
  "captions.write.stop": "Stop writing captions",
  "captions.write.label": "Write what is said",
  "captions.write.help": "Enter shows the line to everybody. Captions are not kept.",
  "captions.by": "Captions by {name}",
} as const;
