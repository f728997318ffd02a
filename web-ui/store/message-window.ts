/** What is shown of a conversation: the messages that are held, in their order, and whether others are asked for. */
import type { ApiError } from "../api/client.ts";
import { boundHeld, type HeldMessages } from "./held-messages.ts";
import { inOrder, type MessageView } from "./message-view.ts";
import { Signal } from "./signal.ts";

export interface WindowState extends HeldMessages {
  loading: boolean;
  error: ApiError | undefined;
  /** The message to show, when one was asked for. */
  target: { id: string } | undefined;
}

const empty: WindowState = {
  messages: [],
  atStart: false,
  atEnd: true,
  loading: false,
  error: undefined,
  target: undefined,
};

export class MessageWindow {
  readonly state = new Signal<WindowState>(empty);

  /** One's own that are on their way, or could not be sent. */
  get waiting(): MessageView[] {
    return this.state.value.messages.filter(({ state }) => state !== "sent");
  }

  find(id: string): MessageView | undefined {
    return this.state.value.messages.find((message) => message.id === id);
  }

  /** @param among what is shown besides; those that are shown now where nothing is given */
  merge(
    incoming: readonly MessageView[],
    how: { among?: readonly MessageView[]; keep?: "earlier" | "later"; most?: number } = {},
  ): void {
    const { among = this.state.value.messages, keep = "later", most } = how;
    const byId = new Map(among.map((message) => [message.id, message]));
    for (const view of incoming) byId.set(view.id, view);
    const { atStart, atEnd } = this.state.value;
    this.patch(boundHeld({ messages: inOrder(byId.values()), atStart, atEnd }, keep, most));
  }

  replace(view: MessageView): void {
    const { messages } = this.state.value;
    this.patch({ messages: inOrder(messages.map((message) => (message.id === view.id ? view : message))) });
  }

  remove(id: string): void {
    this.patch({ messages: this.state.value.messages.filter((message) => message.id !== id) });
  }

  /** Only what is on its way is left: the newest are about to be asked for. */
  beginAnew(): void {
    this.patch({ ...empty, messages: this.waiting });
  }

  patch(change: Partial<WindowState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }
}
