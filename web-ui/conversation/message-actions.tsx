/** What can be done with a message: one list, from which its buttons, its menu and its keys are made. */
import {
  IconCopy,
  IconFlag,
  IconFlagOff,
  IconHistory,
  IconLink,
  IconMessages,
  IconPencil,
  IconQuote,
  IconRefresh,
  IconTag,
  IconTrash,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { CommandIn } from "../actions/catalogue.ts";
import type { MessageView } from "../store/message-view.ts";
import type { closedBy } from "../store/space-list.ts";
import type { TextKey } from "../text/index.ts";

export interface MessageHandlers {
  edit(message: MessageView): void;
  delete(message: MessageView): void;
  retry(message: MessageView): void;
  /** Gives up one that could not be sent. */
  discard(message: MessageView): void;
  reply(message: MessageView): void;
  quote(message: MessageView): void;
  react(message: MessageView, emoji: string): void;
  flag(message: MessageView): void;
  tag(message: MessageView): void;
  history(message: MessageView): void;
}

export interface MessageContext {
  message: MessageView;
  /** Why nobody, or not this person, writes there now. */
  closed: ReturnType<typeof closedBy>;
  mayEdit: boolean;
  mayDelete: boolean;
  flagged: boolean;
  handlers: MessageHandlers;
}

export interface MessageAction {
  id: string;
  label: TextKey;
  icon: ComponentType<{ size?: number }>;
  /** Whose keys carry it out while the message has the focus. */
  command: CommandIn<"message" | "refused">;
  /** Has a button of its own beside the menu. */
  direct?: boolean;
  danger?: boolean;
  applies(context: MessageContext): boolean;
  run(context: MessageContext): void;
}

export const linkTo = ({ space, parent, id }: MessageView): string =>
  `${location.origin}/space/${space}?message=${id}${parent ? `&thread=${parent}` : ""}`;

const always = () => true;
const textOf = ({ content }: MessageView) => (typeof content === "string" ? "" : content.text);

const copy: MessageAction = {
  id: "copy",
  label: "message.copy",
  icon: IconCopy,
  command: "message.copy",
  applies: ({ message }) => textOf(message) !== "",
  run: ({ message }) => void navigator.clipboard.writeText(textOf(message)),
};

export const messageActions: readonly MessageAction[] = [
  {
    id: "reply",
    label: "message.reply",
    icon: IconMessages,
    command: "message.reply",
    direct: true,
    applies: ({ message, closed }) => message.parent === null && !closed,
    run: ({ message, handlers }) => handlers.reply(message),
  },
  {
    id: "edit",
    label: "message.edit",
    icon: IconPencil,
    command: "message.edit",
    direct: true,
    applies: ({ mayEdit, closed }) => mayEdit && !closed,
    run: ({ message, handlers }) => handlers.edit(message),
  },
  {
    id: "quote",
    label: "message.quote",
    icon: IconQuote,
    command: "message.quote",
    applies: ({ closed }) => !closed,
    run: ({ message, handlers }) => handlers.quote(message),
  },
  {
    id: "flag",
    label: "message.flag",
    icon: IconFlag,
    command: "message.flag",
    applies: ({ flagged }) => !flagged,
    run: ({ message, handlers }) => handlers.flag(message),
  },
  {
    id: "unflag",
    label: "message.unflag",
    icon: IconFlagOff,
    command: "message.flag",
    applies: ({ flagged }) => flagged,
    run: ({ message, handlers }) => handlers.flag(message),
  },
  {
    id: "tag",
    label: "message.tag",
    icon: IconTag,
    command: "message.tag",
    applies: always,
    run: ({ message, handlers }) => handlers.tag(message),
  },
  copy,
  {
    id: "link",
    label: "message.link",
    icon: IconLink,
    command: "message.link",
    applies: always,
    run: ({ message }) => void navigator.clipboard.writeText(linkTo(message)),
  },
  {
    id: "history",
    label: "message.history",
    icon: IconHistory,
    command: "message.history",
    applies: ({ message }) => message.editedAt !== null,
    run: ({ message, handlers }) => handlers.history(message),
  },
  {
    id: "delete",
    label: "message.delete",
    icon: IconTrash,
    command: "message.delete",
    danger: true,
    applies: ({ mayDelete }) => mayDelete,
    run: ({ message, handlers }) => handlers.delete(message),
  },
];

/** What can be done with a message that could not be sent. */
const refusedActions: readonly MessageAction[] = [
  {
    id: "retry",
    label: "action.retry",
    icon: IconRefresh,
    command: "refused.retry",
    applies: always,
    run: ({ message, handlers }) => handlers.retry(message),
  },
  { ...copy, command: "refused.copy" },
  {
    id: "discard",
    label: "message.discard",
    icon: IconTrash,
    command: "refused.discard",
    applies: always,
    run: ({ message, handlers }) => handlers.discard(message),
  },
];

const actionsIn = {
  sent: messageActions,
  failed: refusedActions,
  sending: [],
} satisfies Record<MessageView["state"], readonly MessageAction[]>;

export const actionsFor = (context: MessageContext): readonly MessageAction[] =>
  typeof context.message.content === "string"
    ? []
    : actionsIn[context.message.state].filter((action) => action.applies(context));
