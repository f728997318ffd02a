/** The reactions under a message: who gave which, and one's own to add or take back. */
import { Tooltip } from "@mantine/core";
import { EmojiButton } from "../parts/emoji-button.tsx";
import { usePeople, useSession } from "../parts/session-context.ts";
import { type Reaction, reactionGroups } from "../store/message-view.ts";
import { listOf, t } from "../text/index.ts";

export function Reactions(props: {
  reactions: readonly Reaction[];
  /** Undefined where they are only read. */
  onReact: ((emoji: string) => void) | undefined;
}) {
  const session = useSession();
  const known = usePeople();
  if (props.reactions.length === 0) return null;
  return (
    <div className="reactions">
      {reactionGroups(props.reactions).map(({ emoji, people }) => {
        const names = listOf(people.map((id) => known.nameOf(id)));
        return (
          <Tooltip key={emoji} label={names}>
            <button
              type="button"
              className="reaction number"
              aria-pressed={people.includes(session.me.person.id)}
              aria-label={t("reaction.by", { emoji, names })}
              disabled={!props.onReact}
              onClick={() => props.onReact?.(emoji)}
            >
              {emoji} {people.length}
            </button>
          </Tooltip>
        );
      })}
      {props.onReact && <EmojiButton label={t("message.react")} onPick={props.onReact} small />}
    </div>
  );
}
