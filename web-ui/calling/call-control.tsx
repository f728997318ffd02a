/** The round buttons and the clock of a call's card. */
import { Tooltip } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { PersonAvatar } from "../parts/avatar.tsx";

export function CallControl(props: {
  label: string;
  pressed?: boolean;
  tone?: "good" | "bad";
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={props.label}>
      <button
        type="button"
        className={`call-control ${props.tone ?? ""}`}
        aria-label={props.label}
        aria-pressed={props.pressed}
        disabled={props.disabled}
        onClick={props.onClick}
      >
        {props.children}
      </button>
    </Tooltip>
  );
}

/** Who is at the other end, and what is to be said of the call. */
export function CallWho(props: { id: string; name: string; children: ReactNode }) {
  return (
    <div className="call-who">
      <PersonAvatar id={props.id} name={props.name} />
      <div className="who">
        <strong className="truncate">
          <bdi>{props.name}</bdi>
        </strong>
        <span className="secondary number truncate">{props.children}</span>
      </div>
    </div>
  );
}

/** Minutes and seconds since, counting. */
export function CallClock({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  return <>{`${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`}</>;
}
