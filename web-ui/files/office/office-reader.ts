/** Reads one Office file by a worker of its own, which is ended when it takes too long. */
import { Unreadable } from "../unreadable.ts";
import type { OfficeAnswer, OfficeResult, OfficeTask, TaskKind } from "./tasks.ts";

/** Milliseconds for each task. */
const patience = 15_000;

export class OfficeReader {
  readonly #worker = new Worker("/assets/office.worker.js");
  #last: Promise<unknown> = Promise.resolve();
  #ended: Unreadable | undefined;

  /** Rejects with Unreadable where the file is broken, too much, or took too long now or before. */
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
    const timer = setTimeout(() => {
      this.#ended = new Unreadable("too-slow");
      this.close();
      reject(this.#ended);
    }, patience);
    this.#worker.onmessage = ({ data }: MessageEvent<OfficeAnswer>) =>
      "result" in data ? resolve(data.result) : reject(new Unreadable(data.failure));
    this.#worker.onerror = () => reject(new Unreadable("broken"));
    this.#worker.postMessage(task);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
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
