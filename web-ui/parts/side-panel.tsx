/** A panel beside a space: its title, and two ways to close it. */
import { IconX } from "@tabler/icons-react";
import { type HTMLAttributes, type ReactNode, useEffect, useEffectEvent } from "react";
import { t } from "../text/index.ts";

/** Escape closes these first. */
const onTop = '[role="dialog"], [role="menu"], [role="listbox"]';
const isCovered = () => [...document.querySelectorAll(onTop)].some((one) => one.checkVisibility());
const fields = "input, textarea, select, [contenteditable]";

interface SidePanelProps extends HTMLAttributes<HTMLElement> {
  label: string;
  /** Where the heading says more than the label. */
  title?: string;
  onClose: () => void;
  children: ReactNode;
}

export function SidePanel({
  label,
  title = label,
  onClose,
  children,
  className = "",
  ...rest
}: SidePanelProps) {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const writing = event.target instanceof Element && event.target.closest(fields);
    if (event.key === "Escape" && !writing && !isCovered()) onClose();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(event);
    addEventListener("keydown", listen, { capture: true }); // before what is on top has closed itself
    return () => removeEventListener("keydown", listen, { capture: true });
  }, []);
  return (
    <aside className={`side ${className}`} aria-label={label} {...rest}>
      <div className="side-head">
        <h2>{title}</h2>
        <button type="button" className="icon-button" aria-label={t("action.close")} onClick={onClose}>
          <IconX size={18} />
        </button>
      </div>
      {children}
    </aside>
  );
}
