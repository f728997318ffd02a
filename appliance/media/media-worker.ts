/** A place for legs and conferences: a Worker, and another one in its stead when it dies. */
import { HearthError, type Logger, OpenDescriptors } from "../platform/index.ts";
import { mediaErrors } from "./errors.ts";
import type { MediaConference, MediaLeg } from "./index.ts";
import { Mailbox } from "./mailbox.ts";
import type { Failure, FromWorker, OperationName, Operations, ToWorker, WorkerOptions } from "./protocol.ts";

type Ready = Extract<FromWorker, { type: "ready" }>;

/** As one Worker is begun like the other. */
export type MediaWorkerOptions = Omit<WorkerOptions, "descriptors">;

/** Milliseconds before one that could not even begin is tried again. */
const retryAfter = 1000;

export class MediaWorker {
  /** What is open here, by id; told when it is lost. */
  readonly legs = new Map<string, MediaLeg>();
  readonly conferences = new Map<string, MediaConference>();
  readonly #log: Logger;
  readonly #url: string;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #ready = Promise.withResolvers<Ready>();
  #options: MediaWorkerOptions;
  /** Undefined between the end of one and the beginning of the next, and after `close`. */
  #thread: { worker: Worker; mailbox: Mailbox<ToWorker>; hasBegun: boolean } | undefined;
  #closed = false;
  #next = 0;

  constructor(options: MediaWorkerOptions, log: Logger, url = new URL("./worker.ts", import.meta.url).href) {
    this.#options = options;
    this.#log = log;
    this.#url = url;
    this.#start();
  }

  /** Resolves when the first Worker takes requests; rejects when it died before. */
  get ready(): Promise<Ready> {
    return this.#ready.promise;
  }

  /** Rejects with the engine's HearthError, or `media-lost` when the Worker dies before it answers. */
  call<Name extends OperationName>(
    name: Name,
    ...given: Parameters<Operations[Name]>
  ): Promise<ReturnType<Operations[Name]>> {
    if (!this.#thread) return Promise.reject(mediaErrors("media-lost"));
    const id = this.#next++;
    const pending = Promise.withResolvers<unknown>();
    this.#pending.set(id, pending);
    this.#thread.mailbox.put({ type: "request", request: { id, name, arguments: given } as never });
    return pending.promise as Promise<ReturnType<Operations[Name]>>;
  }

  /** Closes something; what is gone with its Worker is closed. */
  async end(name: "close" | "closeConference", id: string): Promise<void> {
    try {
      await this.call(name, id);
    } catch (error) {
      if (!(error instanceof HearthError && error.code === "media-lost")) throw error;
    }
  }

  close(): void {
    this.#closed = true;
    const worker = this.#thread?.worker;
    this.#thread = undefined;
    worker?.terminate();
    this.#rejectPending();
  }

  #start(): void {
    if (this.#closed) return;
    const worker = new Worker(this.#url);
    const mailbox = new Mailbox<ToWorker>((messages) => worker.postMessage(messages));
    const thread = { worker, mailbox, hasBegun: false };
    this.#thread = thread;
    worker.onmessage = ({ data }: MessageEvent<FromWorker[]>) => {
      for (const message of data) this.#receive(message);
    };
    // Whatever nobody catches in a Worker ends it, with its sockets.
    worker.onerror = ({ message }) => this.#log.error("a media worker failed", { problem: message });
    const descriptors = new OpenDescriptors();
    worker.addEventListener("close", () => {
      descriptors.closeAll();
      if (this.#thread === thread) this.#died(thread.hasBegun);
    });
    mailbox.put({ type: "start", options: { ...this.#options, descriptors: descriptors.memory } });
  }

  #died(hadBegun: boolean): void {
    this.#thread = undefined;
    const { legs, conferences } = this;
    this.#log.error("a media worker has ended and is replaced", {
      legs: legs.size,
      conferences: conferences.size,
    });
    const lost = [...legs.values(), ...conferences.values()];
    legs.clear();
    conferences.clear();
    this.#ready.reject(mediaErrors("media-lost"));
    if (hadBegun) this.#start();
    else setTimeout(() => this.#start(), retryAfter);
    this.#rejectPending();
    for (const one of lost) one.onLost();
  }

  #rejectPending(): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(mediaErrors("media-lost"));
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case "ready":
        this.#options = { ...this.#options, webrtcPort: message.webrtcPort }; // browsers look for the next one there
        return this.#ready.resolve(message);
      case "begun":
        if (this.#thread) this.#thread.hasBegun = true;
        return;
      case "warning":
        return this.#log.warn(message.message, message.fields);
      case "digit":
        return this.legs.get(message.leg)?.onDigit(message.digit);
      case "key-frame":
        return this.legs.get(message.leg)?.onKeyFrameWanted();
      case "tracks":
        return this.conferences.get(message.conference)?.onTracks(message.participants);
      case "speakers":
        return this.conferences.get(message.conference)?.onSpeakers(message.speakers);
      default: {
        const pending = this.#pending.get(message.id);
        this.#pending.delete(message.id);
        if (message.type === "answer") pending?.resolve(message.value);
        else pending?.reject(errorOf(message.failure));
      }
    }
  }
}

const errorOf = ({ code, message, http, sip }: Failure) =>
  new HearthError(code, { http, message, ...(sip !== undefined && { sip }) });
