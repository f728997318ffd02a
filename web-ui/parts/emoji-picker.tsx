/** Every emoji with its name: the usual ones first, the rest by searching or scrolling. */
import { TextInput } from "@mantine/core";
import emojis from "emojibase-data/en/compact.json";
import { type UIEvent, useMemo, useState } from "react";
import { t } from "../text/index.ts";

interface Emoji {
  unicode: string;
  words: string;
  label: string;
}

/** Letters of flags alone are no emoji. */
const all: readonly Emoji[] = emojis
  .filter(({ label }) => !label.startsWith("regional indicator"))
  .map(({ unicode, label, tags = [] }) => ({
    unicode,
    label,
    words: ` ${label} ${tags.join(" ")}`.toLowerCase(),
  }));

const usual = ["👍", "❤️", "😂", "🎉", "👀", "✅", "🙏", "🔥"];
const recentName = "hearth.emoji";
const page = 160;

function recent(): string[] {
  const stored = (localStorage.getItem(recentName) ?? "").split(" ").filter((emoji) => emoji !== "");
  return [...new Set([...stored, ...usual])].slice(0, 16);
}

const remember = (emoji: string) =>
  localStorage.setItem(
    recentName,
    [emoji, ...recent().filter((known) => known !== emoji)].slice(0, 16).join(" "),
  );

const takeFocus = (field: HTMLInputElement | null) => field?.focus({ preventScroll: true });

export default function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const [text, setText] = useState("");
  const [shown, setShown] = useState(page);
  const found = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return wanted === "" ? all : all.filter(({ words }) => words.includes(` ${wanted}`));
  }, [text]);
  const pick = (emoji: string) => {
    remember(emoji);
    onPick(emoji);
  };
  const onScroll = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: UIEvent<HTMLElement>) => {
    if (scrollHeight - scrollTop - clientHeight < 300) setShown((count) => count + page);
  };
  return (
    <div className="emoji-picker">
      <TextInput
        value={text}
        data-autofocus
        ref={takeFocus} // it may come after its dialog has looked for whom to give it to
        placeholder={t("emoji.search")}
        aria-label={t("emoji.search")}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          setShown(page);
        }}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key !== "Enter" || !first || text === "") return;
          event.preventDefault();
          pick(first.unicode);
        }}
      />
      {text === "" && (
        <div className="emoji-grid">
          {recent().map((emoji) => (
            <button
              key={emoji}
              type="button"
              className="emoji"
              aria-label={emoji}
              onClick={() => pick(emoji)}
            >
              {emoji}
            </button>
          ))}
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="emoji-grid scroll" onScroll={onScroll} tabIndex={0} aria-label={t("emoji.all")}>
        {found.slice(0, shown).map(({ unicode, label }) => (
          <button
            key={unicode}
            type="button"
            className="emoji"
            aria-label={label}
            title={label}
            onClick={() => pick(unicode)}
          >
            {unicode}
          </button>
        ))}
        {found.length === 0 && <p className="secondary">{t("emoji.none", { text })}</p>}
      </section>
    </div>
  );
}
