import { expect, test } from "bun:test";
import { SaxesParser } from "saxes";
import { markupText } from "./markup.ts";

function textIn(xml: string): string {
  let text = "";
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("text", (part) => {
    text += part;
  });
  parser.write(xml).close();
  return text;
}

test("[SE-05] whatever somebody calls themselves can be read by who loads it as XML", () => {
  for (let unit = 0; unit <= 0xffff; unit++) {
    const written = markupText(`a${String.fromCharCode(unit)}z`);
    expect(textIn(`<name is="${written}">${written}</name>`)).toMatch(/^a.?z$/su);
  }
  expect(textIn(`<name>${markupText('"R&D" <😀>')}</name>`)).toBe('"R&D" <😀>');
});
