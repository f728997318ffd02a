/** Gathers what is posted to another thread in one turn of the event loop: waking a thread costs more than telling it. */
export class Mailbox<Message> {
  #waiting: Message[] = [];
  readonly #post: (messages: Message[]) => void;

  constructor(post: (messages: Message[]) => void) {
    this.#post = post;
  }

  put(message: Message): void {
    if (this.#waiting.push(message) > 1) return;
    setImmediate(() => {
      const messages = this.#waiting;
      this.#waiting = [];
      this.#post(messages);
    });
  }
}
