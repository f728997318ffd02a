/** Somebody who is connected already and waits for another end: transferred, sent on by a menu, or parked. */
import type { Connection, ConnectionOwner } from "./connection.ts";
import type { Origin } from "./origin.ts";

export class ConnectedOrigin implements Origin {
  onGone: () => void = () => {};
  readonly #connection: Connection;
  readonly #onRefused: (connection: Connection, status: number) => void;
  readonly #onRinging: () => void;

  /** @param onRefused what becomes of them when nobody answers */
  constructor(
    connection: Connection,
    onRefused: (connection: Connection, status: number) => void,
    onRinging: () => void = () => {},
  ) {
    this.#connection = connection;
    this.#onRefused = onRefused;
    this.#onRinging = onRinging;
    const owner: ConnectionOwner = {
      onHold() {},
      onDigit() {},
      onRefer: () => 491, // it is on its way already
      onEnd: () => this.onGone(),
    };
    connection.owner = owner;
  }

  get standing(): Connection {
    return this.#connection;
  }

  get party() {
    return this.#connection.party;
  }

  get past() {
    return this.#connection.past;
  }

  get leg() {
    return this.#connection.leg;
  }

  get transport() {
    return this.#connection.transport;
  }

  get deviceId() {
    return this.#connection.deviceId;
  }

  get codecs() {
    return this.#connection.codecs;
  }

  get pictures() {
    return this.#connection.pictures;
  }

  ringing(): void {
    this.#onRinging();
    void this.leg.play("ringback").catch(() => {}); // who hears nothing waits all the same
  }

  async openEarly(): Promise<boolean> {
    return true;
  }

  async accept(): Promise<Connection | undefined> {
    return this.#connection.ended ? undefined : this.#connection;
  }

  refuse(status: number): void {
    this.#onRefused(this.#connection, status);
  }

  async anchor(): Promise<void> {}

  /** Whoever `onRefused` gave them to has them now. */
  async abandon(): Promise<void> {}

  isNamedBy(): boolean {
    return false;
  }
}
