/** A part of a page of administration: what there is, and the way to add to it. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useCommands } from "../actions/command-bus.ts";
import { Empty } from "../parts/empty.tsx";
import { useMayChange } from "../parts/session-context.ts";
import { t } from "../text/index.ts";
import type { AdministrationAction } from "./pages.ts";

export function Section(props: {
  title: string;
  lead: string;
  add?: AdministrationAction;
  onAdd?: () => void;
  /** Nothing is there yet: what it is for and the way to add to it stand in its place. */
  empty?: boolean;
  children: ReactNode;
}) {
  const mayChange = useMayChange();
  const { add = undefined, onAdd } = mayChange ? props : {};
  useCommands(add ? { [add]: onAdd } : {});
  if (props.empty)
    return (
      <section className="card">
        <h2>{props.title}</h2>
        <Empty text={props.lead} way={add && onAdd && { label: t(add), onPress: onAdd }} />
        {props.children}
      </section>
    );
  return (
    <section className="card">
      <div className="section-head">
        <h2>{props.title}</h2>
        {add && (
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={onAdd}>
            {t(add)}
          </Button>
        )}
      </div>
      <p className="secondary">{props.lead}</p>
      {props.children}
    </section>
  );
}

/** One thing, which opens when it is chosen. */
export function Row(props: { title: string; detail: string; state?: ReactNode; onOpen: () => void }) {
  return (
    <button type="button" className="row-button" onClick={props.onOpen}>
      <span className="who">
        <span className="truncate">
          <bdi>{props.title}</bdi>
        </span>
        <span className="secondary truncate">{props.detail}</span>
      </span>
      {props.state}
    </button>
  );
}
