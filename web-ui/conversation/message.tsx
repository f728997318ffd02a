/** One message: who, when, what; its files, reactions and thread; what can be done with it. */
import { Menu } from "@mantine/core";
import { IconDots, IconMessages } from "@tabler/icons-react";
import { type KeyboardEvent, memo, useDeferredValue, useId, useState } from "react";
import type { Flag } from "../../appliance/messaging/index.ts";
import { keysOf, pressed } from "../actions/own-keys.ts";
import { Keys } from "../actions/shortcut-keys.tsx";
import { BoardCard } from "../boards/board-card.tsx";
import { linkOf } from "../links/link.ts";
import { LinkCard } from "../links/link-card.tsx";
import { PersonAvatar } from "../parts/avatar.tsx";
import { EmojiButton } from "../parts/emoji-button.tsx";
import { GuestBadge } from "../parts/guest-badge.tsx";
import { usePeople, useSession } from "../parts/session-context.ts";
import { useLongPress } from "../parts/use-long-press.ts";
import type { MessageView, Quote, Refusal } from "../store/message-view.ts";
import { errorText, momentOf, t, timeOf } from "../text/index.ts";
import { Attachments } from "./attachments.tsx";
import { useChangeWindow } from "./change-window.ts";
import { FlagMark } from "./flag-mark.tsx";
import { actionsFor, type MessageContext, type MessageHandlers } from "./message-actions.tsx";
import { MessageText } from "./message-text.tsx";
import { Reactions } from "./reactions.tsx";

export interface MessageRowProps {
  message: MessageView;
  authorName: string;
  mine: boolean;
  /** Why one may not write in its space. */
  closed: MessageContext["closed"];
  /** Whether one may delete it though somebody else wrote it. */
  moderated: boolean;
  flag: Flag | undefined;
  handlers: MessageHandlers;
  /** Begins a group of messages by one author. */
  first: boolean;
  /** Was asked for by a link or a search. */
  target?: boolean;
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, authorName, first, flag, closed } = props;
  const { reason, mayEdit, mayDelete } = useChangeWindow(message, props.mine);
  const context: MessageContext = {
    message,
    closed,
    handlers: props.handlers,
    flagged: flag !== undefined,
    mayEdit,
    mayDelete: mayDelete || props.moderated,
  };
  const said = useId();
  const [menu, setMenu] = useState(false);
  const pressing = useLongPress(() => setMenu(message.state === "sent"));
  const { marks } = useSession();
  const [reacting, setReacting] = useState(false);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return;
    const command = pressed(marks.shortcuts, message.state === "failed" ? "refused" : "message", event);
    const action = actionsFor(context).find((one) => one.command === command);
    const reacts = command === "message.react" && mayReact(context);
    if (!action && !reacts) return;
    event.preventDefault();
    event.stopPropagation();
    if (reacts) setReacting(true);
    action?.run(context);
  };
  return (
    <article
      className={`message ${first ? "first" : ""} ${message.state} ${props.target ? "target" : ""}`}
      aria-label={`${authorName}, ${timeOf(message.createdAt)}`}
      aria-describedby={said}
      data-message={message.id}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      {...pressing}
    >
      {first ? (
        <PersonAvatar id={message.author} name={authorName} />
      ) : (
        <span className="message-gutter">{timeOf(message.createdAt)}</span>
      )}
      <div className="message-content">
        {first && (
          <header className="message-head">
            <strong className="truncate">
              <bdi>{authorName}</bdi>
            </strong>
            <GuestBadge id={message.author} />
            <time className="message-time" dateTime={new Date(message.createdAt).toISOString()}>
              {timeOf(message.createdAt)}
            </time>
          </header>
        )}
        <Body {...props} said={said} />
        {message.refusal && <Refused context={context} refusal={message.refusal} />}
        {flag && <FlagMark flag={flag} />}
        <Reactions
          reactions={message.reactions}
          onReact={closed === "archived" ? undefined : (emoji) => props.handlers.react(message, emoji)}
        />
        <ThreadLine {...props} />
      </div>
      {message.state === "sent" && (
        <Actions
          context={context}
          reason={reason}
          menu={menu}
          onMenu={setMenu}
          reacting={reacting}
          onReacting={setReacting}
        />
      )}
    </article>
  );
});

/** @param props.said the id of what is read out when the message has the focus */
function Body({ message, handlers, said }: MessageRowProps & { said: string }) {
  const { content } = message;
  if (typeof content === "string")
    return (
      <p id={said} className="message-note">
        {t(content === "deleted" ? "message.deleted" : "message.locked")}
      </p>
    );
  const link = linkOf(content.link);
  return (
    <>
      {content.quote && <QuoteBlock quote={content.quote} />}
      {content.text !== "" && <MessageText id={said} text={content.text} />}
      {link && <LinkCard link={link} />}
      {content.board && <BoardCard space={message.space} board={content.board} />}
      {content.files && (
        <Attachments files={content.files} space={message.space} {...(content.text === "" && { id: said })} />
      )}
      {message.editedAt !== null && (
        <button type="button" className="bare message-time" onClick={() => handlers.history(message)}>
          ({t("message.edited")})
        </button>
      )}
    </>
  );
}

/** Why the message was not sent, and what can be done about it. */
function Refused({ context, refusal }: { context: MessageContext; refusal: Refusal }) {
  const reason = errorText(refusal.code) ?? refusal.message;
  return (
    <div className="message-failed">
      <p role="alert">{t("message.refused", { reason })}</p>
      {actionsFor(context).map(({ id, label, run }) => (
        <button key={id} type="button" className="bare" onClick={() => run(context)}>
          {t(label)}
        </button>
      ))}
    </div>
  );
}

export function QuoteBlock({ quote }: { quote: Quote }) {
  const people = usePeople();
  return (
    <blockquote className="quote">
      <strong>{people.nameOf(quote.author)}</strong>
      <MessageText text={quote.text} />
    </blockquote>
  );
}

function ThreadLine({ message, handlers }: MessageRowProps) {
  if (message.parent !== null || message.thread.replies === 0) return null;
  return (
    <button type="button" className="bare thread-line" onClick={() => handlers.reply(message)}>
      <IconMessages size={15} />
      {t("thread.replies", { count: message.thread.replies })}
      <span className="message-time">{momentOf(message.thread.lastAt)}</span>
    </button>
  );
}

const mayReact = ({ message, closed }: MessageContext): boolean =>
  closed !== "archived" && typeof message.content !== "string";

function Actions(props: {
  context: MessageContext;
  reason: string | undefined;
  menu: boolean;
  onMenu: (opened: boolean) => void;
  /** Emoji are offered. */
  reacting: boolean;
  onReacting: (opened: boolean) => void;
}) {
  const { context, reason, menu, onMenu } = props;
  const own = useSession().marks.shortcuts;
  const drawn = useDeferredValue(true, false); // after what people wrote
  const actions = drawn ? actionsFor(context) : [];
  if (actions.length === 0) return null;
  return (
    <div className="message-actions" data-open={menu || props.reacting}>
      {mayReact(context) && (
        <EmojiButton
          label={t("message.react")}
          opened={props.reacting}
          onOpened={props.onReacting}
          onPick={(emoji) => context.handlers.react(context.message, emoji)}
        />
      )}
      {actions
        .filter(({ direct }) => direct)
        .map(({ id, label, icon: Icon, run }) => (
          <button
            key={id}
            type="button"
            className="icon-button"
            aria-label={t(label)}
            title={t(label)}
            onClick={() => run(context)}
          >
            <Icon size={17} />
          </button>
        ))}
      <Menu position="bottom-end" withinPortal opened={menu} onChange={onMenu}>
        <Menu.Target>
          <button type="button" className="icon-button" aria-label={t("message.actions")}>
            <IconDots size={17} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {actions.map(({ id, label, icon: Icon, command, danger, run }) => (
            <Menu.Item
              key={id}
              leftSection={<Icon size={16} />}
              rightSection={<Keys keys={keysOf(command, own)} />}
              {...(danger && { color: "red" })}
              onClick={() => run(context)}
            >
              {t(label)}
            </Menu.Item>
          ))}
          {reason && <Menu.Label className="menu-reason">{reason}</Menu.Label>}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
