/** The page's side of the worker that reads Office files. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import "../../text/files.ts";
import { Unreadable } from "../unreadable.ts";
import { OfficeReader } from "./office-reader.ts";

const { Worker: RealWorker } = globalThis;
let failed: Promise<unknown>;
beforeAll(() => {
  globalThis.Worker = class extends RealWorker {
    constructor(script: string | URL) {
      super(script); // there is none at this address here
      failed = new Promise((resolve) => this.addEventListener("error", resolve));
    }
  };
});
afterAll(() => {
  globalThis.Worker = RealWorker;
});

const words = { kind: "words", bytes: new Uint8Array() } as const;
const notLoaded = new Unreadable("not-loaded").message;

test("[SE-04] a worker that has not loaded by the first question is known to have failed, and the file is not called damaged", async () => {
  const reader = new OfficeReader();
  await failed;
  await expect(reader.ask(words)).rejects.toThrow(notLoaded);
});

test("[SE-04] a worker that fails while it is asked fails what is asked, and what is asked later", async () => {
  const reader = new OfficeReader();
  const asked = [reader.ask(words), reader.ask(words)];
  for (const answer of asked) await expect(answer).rejects.toThrow(notLoaded);
});
