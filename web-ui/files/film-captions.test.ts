import { expect, test } from "bun:test";
import { captionsLanguage, toWebVtt } from "./film-captions.ts";

test.each([
  ["talk.mp4", "talk.vtt", ""],
  ["talk.mp4", "Talk.SRT", ""],
  ["talk.mp4", "talk.de.vtt", "de"],
  ["talk.v2.mp4", "talk.v2.zh-Hans.srt", "zh-Hans"],
  ["talk.v2.mp4", "talk.vtt", undefined],
  ["talk.mp4", "talk two.vtt", undefined],
  ["talk.mp4", "talk.a-b-c-d-e-f.vtt", undefined],
  ["talk.mp4", "talk.de.txt", undefined],
  ["talk.mp4", "my talk.vtt", undefined],
  ["talk", "talk.vtt", ""],
])("[UX-04] of the film %s the file %s says %p", (film, name, language) => {
  expect(captionsLanguage(film, name)).toBe(language);
});

test("[UX-04] SubRip becomes WebVTT; WebVTT stays; what is neither is no reason to fall", () => {
  const cue = "1\r\n00:01:02,500 --> 00:01:04,000\r\nOne, two, 1,000\r\n";
  expect(toWebVtt(`\uFEFF${cue}`)).toBe(
    "WEBVTT\n\n1\r\n00:01:02.500 --> 00:01:04.000\r\nOne, two, 1,000\r\n",
  );
  expect(toWebVtt("\uFEFFWEBVTT - a talk\n")).toBe("WEBVTT - a talk\n");
  expect(toWebVtt("\0\u0001")).toBe("WEBVTT\n\n\0\u0001");
});
