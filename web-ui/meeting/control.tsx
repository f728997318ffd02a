/** A round button of the bar below the stage. */
import { Tooltip } from "@mantine/core";
import type { ReactNode } from "react";

export function Control(props: {
  label: string;
  on?: boolean;
  off?: boolean;
  bad?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  const tone = props.bad ? "bad" : props.off ? "off" : props.on ? "on" : "";
  return (
    <Tooltip label={props.label}>
      <button
        type="button"
        className={`stage-control ${tone}`}
        aria-label={props.label}
        onClick={props.onClick}
      >
        {props.children}
      </button>
    </Tooltip>
  );
}
