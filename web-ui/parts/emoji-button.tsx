/** A button that opens the emoji picker; the picker's data is loaded when it is first opened. */
import { Popover } from "@mantine/core";
import { IconMoodPlus } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import { lazily } from "./lazily.ts";

const EmojiPicker = lazily(() => import("./emoji-picker.tsx"));

export function EmojiButton(props: {
  label: string;
  onPick: (emoji: string) => void;
  small?: boolean;
  opened?: boolean;
  onOpened?: (opened: boolean) => void;
}) {
  const [own, setOwn] = useState(false);
  const opened = props.opened ?? own;
  const setOpened = props.onOpened ?? setOwn;
  return (
    <Popover opened={opened} onChange={setOpened} position="top-end" shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <button
          type="button"
          className={`icon-button ${props.small ? "small" : ""}`}
          aria-label={props.label}
          title={props.label}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          <IconMoodPlus size={props.small ? 15 : 17} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className="emoji-dropdown" aria-label={props.label}>
        <Suspense>
          <EmojiPicker
            onPick={(emoji) => {
              setOpened(false);
              props.onPick(emoji);
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
