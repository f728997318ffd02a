/** The line above a document in which words are looked for, with where one is among what was found. */
import { IconChevronDown, IconChevronUp, IconSearch, IconX } from "@tabler/icons-react";
import type { ComponentType, KeyboardEvent, RefObject } from "react";
import { numberOf, t } from "../text/index.ts";
import { mostHits } from "./pdf-find.ts";
import type { PdfFind } from "./use-pdf-find.ts";

export function FindBar(props: {
  find: PdfFind;
  field: RefObject<HTMLInputElement | null>;
  onClose: () => void;
}) {
  const { find, field, onClose } = props;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") find.move(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const none = find.hits.length === 0;
  return (
    <search className="find-bar">
      <IconSearch size={18} />
      <input
        ref={field}
        type="text"
        aria-label={t("find.words")}
        placeholder={t("find.words")}
        enterKeyHint="search"
        value={find.words}
        onChange={({ currentTarget }) => find.look(currentTarget.value)}
        onKeyDown={onKeyDown}
        data-mantine-stop-propagation="true" // Escape closes this line, not what it stands in
        data-autofocus
      />
      <span className="secondary number" role="status">
        {standing(find)}
      </span>
      <BarButton
        label={t("find.previous")}
        icon={IconChevronUp}
        disabled={none}
        onPress={() => find.move(-1)}
      />
      <BarButton label={t("find.next")} icon={IconChevronDown} disabled={none} onPress={() => find.move(1)} />
      <BarButton label={t("find.close")} icon={IconX} onPress={onClose} />
    </search>
  );
}

function BarButton(props: {
  label: string;
  icon: ComponentType<{ size: number }>;
  disabled?: boolean;
  onPress: () => void;
}) {
  const { label, icon: Icon, disabled, onPress } = props;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onPress}
    >
      <Icon size={18} />
    </button>
  );
}

function standing({ words, hits, at, searching }: PdfFind): string {
  if (words.trim() === "") return "";
  if (hits.length === 0) return t(searching ? "find.searching" : "find.none");
  const page = hits[at]?.page ?? 1;
  const cut = searching || hits.length === mostHits;
  return t(cut ? "find.at.more" : "find.at", { at: numberOf(at + 1), count: numberOf(hits.length), page });
}
