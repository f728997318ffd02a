/** The client's end of /app/stream: resumes after every cut from the last event it has seen. */
import type { StreamFrame } from "../../appliance/platform/index.ts";
import { Signal } from "./signal.ts";

export type StreamEvent = Extract<StreamFrame, { type: "event" }>;
type SignalFrame = Extract<StreamFrame, { type: "signal" }>;

const sessionOver = 4401;
const tooOld = 4410;
const slowestRetry = 15_000;

export class StreamClient {
  /** False while the appliance cannot be reached; undefined while it is asked for the first time. */
  readonly connected = new Signal<boolean | undefined>(undefined);
  #seq = 0;
  #socket: WebSocket | undefined;
  #failures = 0;
  #closed = false;
  readonly #onEvent: (event: StreamEvent) => void;
  readonly #onSignal: (signal: SignalFrame) => void;
  readonly #onSignedOut: () => void;
  readonly #onTooOld: () => void;

  constructor(handlers: {
    onEvent: (event: StreamEvent) => void;
    onSignal: (signal: SignalFrame) => void;
    onSignedOut: () => void;
    /** It was away for longer than the appliance keeps events: what is loaded cannot be brought up to date. */
    onTooOld: () => void;
  }) {
    this.#onEvent = handlers.onEvent;
    this.#onSignal = handlers.onSignal;
    this.#onSignedOut = handlers.onSignedOut;
    this.#onTooOld = handlers.onTooOld;
    addEventListener("online", this.#reconnectNow);
  }

  /** Seq of the newest event that was handed on. */
  get seq(): number {
    return this.#seq;
  }

  /** @param since seq of the newest event that the loaded state holds */
  open(since: number): void {
    this.#seq = since;
    this.#connect();
  }

  /** Runs whenever the appliance is reached, at first and after each cut; returns the way to stop. */
  onConnect(run: () => void): () => void {
    return this.connected.subscribe(() => {
      if (this.connected.value) run();
    });
  }

  /** Sends a volatile signal; lost when there is no connection. */
  signal(name: string, data: unknown): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ name, data }));
  }

  close(): void {
    this.#closed = true;
    removeEventListener("online", this.#reconnectNow);
    this.#socket?.close();
  }

  readonly #reconnectNow = (): void => {
    if (this.#socket?.readyState === WebSocket.CLOSED) this.#connect();
  };

  #connect(): void {
    if (this.#closed) return;
    const socket = new WebSocket(`wss://${location.host}/app/stream?since=${this.#seq}`);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data as string) as StreamFrame);
    socket.onclose = ({ code }) => {
      if (this.#socket !== socket) return;
      this.connected.set(false);
      if (code === sessionOver) this.#onSignedOut();
      else if (code === tooOld) this.#onTooOld();
      else
        setTimeout(
          this.#reconnectNow,
          Math.min(slowestRetry, 250 * 2 ** this.#failures++) * (0.5 + Math.random()),
        );
    };
  }

  #receive(frame: StreamFrame): void {
    if (frame.type === "event") {
      this.#seq = frame.seq;
      this.#onEvent(frame);
    } else if (frame.type === "live") {
      this.#failures = 0;
      this.#seq = Math.max(this.#seq, frame.seq);
      this.connected.set(true);
    } else if (frame.type === "signal") this.#onSignal(frame);
  }
}
