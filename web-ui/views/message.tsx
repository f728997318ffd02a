/** One message: who, when, what; its files; what can be done with it. */

import { Menu } from "@mantine/core";
import { IconCopy, IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { memo } from "react";
import { PersonAvatar } from "../parts/avatar.tsx";
import { renderMarkdown } from "../parts/markdown.ts";
import type { MessageView } from "../store/conversation.ts";
import { t, timeOf } from "../text/index.ts";
import { Attachments } from "./attachments.tsx";

export interface MessageActions {
  onEdit(message: MessageView): void;
  onDelete(message: MessageView): void;
  onRetry(message: MessageView): void;
}

export interface MessageRowProps extends MessageActions {
  message: MessageView;
  authorName: string;
  mine: boolean;
  mayDelete: boolean;
  /** Begins a group of messages by one author. */
  first: boolean;
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, authorName, first } = props;
  return (
    <article
      className={`message ${first ? "first" : ""} ${message.state}`}
      aria-label={`${authorName}, ${timeOf(message.createdAt)}`}
    >
      {first ? (
        <PersonAvatar id={message.author} name={authorName} />
      ) : (
        <span className="message-gutter">{timeOf(message.createdAt)}</span>
      )}
      <div>
        {first && (
          <header className="message-head">
            <strong className="truncate">{authorName}</strong>
            <time className="message-time" dateTime={new Date(message.createdAt).toISOString()}>
              {timeOf(message.createdAt)}
            </time>
          </header>
        )}
        <Body {...props} />
      </div>
      <Actions {...props} />
    </article>
  );
});

function Body({ message, onRetry }: MessageRowProps) {
  const { content } = message;
  if (content === "deleted") return <p className="message-note">{t("message.deleted")}</p>;
  if (content === "locked") return <p className="message-note">{t("message.locked")}</p>;
  return (
    <>
      {content.text !== "" && (
        // Cleaned by DOMPurify in renderMarkdown; nothing else reaches it.
        <div
          className="message-body"
          dir="auto"
          // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised markdown is the purpose
          dangerouslySetInnerHTML={{ __html: renderMarkdown(content.text) }}
        />
      )}
      {content.files && <Attachments files={content.files} />}
      {message.editedAt !== null && <span className="message-time">({t("message.edited")})</span>}
      {message.state === "failed" && (
        <button type="button" className="bare message-failed" onClick={() => onRetry(message)}>
          {t("message.failed")}
        </button>
      )}
    </>
  );
}

function Actions({ message, mine, mayDelete, onEdit, onDelete }: MessageRowProps) {
  const { content } = message;
  if (typeof content === "string" || message.state !== "sent") return null;
  return (
    <div className="message-actions">
      {mine && (
        <button
          type="button"
          className="icon-button"
          aria-label={t("message.edit")}
          onClick={() => onEdit(message)}
        >
          <IconPencil size={17} />
        </button>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <button type="button" className="icon-button" aria-label={t("message.actions")}>
            <IconDots size={17} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconCopy size={16} />}
            onClick={() => void navigator.clipboard.writeText(content.text)}
          >
            {t("message.copy")}
          </Menu.Item>
          {mayDelete && (
            <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => onDelete(message)}>
              {t("message.delete")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
