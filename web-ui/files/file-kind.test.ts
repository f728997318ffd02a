import { expect, test } from "bun:test";
import { fileKind } from "./file-kind.ts";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test("[SE-04] what a file is comes from its bytes, whatever its name says", () => {
  expect(fileKind(bytes("%PDF-1.7 …"), "holiday.png").kind).toBe("pdf");
  expect(fileKind(bytes("\x89PNG\r\n\x1a\n"), "letter.txt")).toEqual({ kind: "image", type: "image/png" });
  expect(fileKind(bytes("MZ\x90\x00\x03"), "photo.jpg").kind).toBe("other");
  expect(fileKind(bytes("PK\x03\x04 …"), "plan.docx").kind).toBe("docx");
  expect(fileKind(bytes("PK\x03\x04 …"), "plan.zip").kind).toBe("other");
});

test("[SE-04] what can carry scripts is text at most, never shown as what it is", () => {
  for (const [text, name] of [
    ["<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "logo.svg"],
    ["<!doctype html><script>alert(1)</script>", "page.html"],
  ] as const)
    expect(fileKind(bytes(text), name)).toEqual({ kind: "text", type: "text/plain" });
});
