/** A list that holds nothing yet, or nothing that fits: one sentence of what it is for, and the way on where one may go it. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { CallsTab } from "../calling/tabs.ts";

/** What one does about it: a step here, a page where it begins, or a part of one's calls. */
export type WayOn = { label: string } & (
  | { onPress: () => void }
  | { to: "/" | "/people" | "/settings" | "/admin/people" }
  | { tab: CallsTab }
);

/** @param props.children a picture above the sentence */
export function Empty({
  text,
  way,
  children,
}: {
  text: string;
  way?: WayOn | undefined;
  children?: ReactNode;
}) {
  return (
    <div className="empty">
      {children}
      <p>{text}</p>
      {way && <Way way={way} />}
    </div>
  );
}

function Way({ way }: { way: WayOn }) {
  if ("to" in way)
    return (
      <Button component={Link} to={way.to} variant="default">
        {way.label}
      </Button>
    );
  if ("tab" in way)
    return (
      <Button
        variant="default"
        renderRoot={(props) => <Link to="/calls" search={{ tab: way.tab }} {...props} />}
      >
        {way.label}
      </Button>
    );
  return (
    <Button variant="default" onClick={way.onPress}>
      {way.label}
    </Button>
  );
}
