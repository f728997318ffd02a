/** Reads one Office file by a worker of its own, which is ended when it takes too long. */
import { Unreadable } from "../unreadable.ts";
import type { OfficeAnswer, OfficeResult, OfficeTask, TaskKind } from "./tasks.ts";

/** Milliseconds for each task. */
const patience = 15_000;

export class OfficeReader {
  readonly #worker = new Worker("/assets/office.worker.js");
  #last: Promise<unknown> = Promise.resolve();
  #ended: Unreadable | undefined;
  #reject: ((failure: Unreadable) => void) | undefined;

  constructor() {
    // Its script is loaded at once, and may fail to before anything is asked.
    this.#worker.onerror = () => this.#fail(new Unreadable("not-loaded"));
  }

  /** Rejects with Unreadable where the file is broken, too much, took too long now or before, or the worker did not load. */
  ask<Kind extends TaskKind>(task: OfficeTask<Kind>): Promise<OfficeResult<Kind>> {
    const answer = this.#last.then(() => this.#do(task as OfficeTask));
    this.#last = answer.catch(() => {}); // who asked hears of it; the next one is asked all the same
    return answer as Promise<OfficeResult<Kind>>; // the worker answers what it was asked
  }

  /** What was asked and not answered yet never is. */
  close(): void {
    this.#worker.terminate();
  }

  async #do(task: OfficeTask): Promise<OfficeResult> {
    if (this.#ended) throw this.#ended;
    const { promise, resolve, reject } = Promise.withResolvers<OfficeResult>();
    this.#reject = reject;
    const timer = setTimeout(() => this.#fail(new Unreadable("too-slow")), patience);
    this.#worker.onmessage = ({ data }: MessageEvent<OfficeAnswer>) =>
      "result" in data ? resolve(data.result) : reject(new Unreadable(data.failure));
    this.#worker.postMessage(task);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  #fail(failure: Unreadable): void {
    this.#ended = failure;
    this.close();
    this.#reject?.(failure);
  }
}

/** For what is asked only once. */
export async function askOnce<Kind extends TaskKind>(task: OfficeTask<Kind>): Promise<OfficeResult<Kind>> {
  const reader = new OfficeReader();
  try {
    return await reader.ask(task);
  } finally {
    reader.close();
  }
}
