/** A number in an ordered list: what is said of it, its place in the list, and what unfolds beneath it. */
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";

interface Move {
  label: string;
  /** Whether it is at that end already. */
  isThere: boolean;
  onClick: () => void;
}

interface NumberRowProps {
  number: string;
  about: ReactNode;
  /** What is set in the row itself. */
  field?: ReactNode;
  unfold: { label: string; icon: ReactNode };
  up: Move;
  down?: Move;
  remove: { label: string; onClick: () => void };
  children: ReactNode;
}

export function NumberRow({ number, about, field, unfold, up, down, remove, children }: NumberRowProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="reach-row">
      <div className="line-item">
        <div className="who">
          <p className="number">{number}</p>
          {about}
        </div>
        {field}
        <button
          type="button"
          className="icon-button"
          aria-label={unfold.label}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {unfold.icon}
        </button>
        <MoveButton {...up} icon={<IconArrowUp size={18} />} />
        {down && <MoveButton {...down} icon={<IconArrowDown size={18} />} />}
        <button type="button" className="icon-button" aria-label={remove.label} onClick={remove.onClick}>
          <IconTrash size={18} />
        </button>
      </div>
      {isOpen && <div className="reach-hours">{children}</div>}
    </li>
  );
}

const MoveButton = ({ label, isThere, onClick, icon }: Move & { icon: ReactNode }) => (
  <button type="button" className="icon-button" disabled={isThere} aria-label={label} onClick={onClick}>
    {icon}
  </button>
);

/** The list with one of its entries so many places further on. */
export const moved = <Entry,>(list: readonly Entry[], index: number, by: number): Entry[] =>
  list.toSpliced(index, 1).toSpliced(index + by, 0, ...list.slice(index, index + 1));
