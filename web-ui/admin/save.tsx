/** What the forms of administration end with: the change is stored, or it is said why not. */
import { Button } from "@mantine/core";
import { useCallback, useState } from "react";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";

/** @param store stores a change and shows what is stored now; the same function at each render */
export function useSave<Change>(store: (change: Change) => Promise<void>) {
  const [saved, setSaved] = useState(false);
  const save = useAction(
    useCallback(
      async (change: Change) => {
        setSaved(false);
        await store(change);
        setSaved(true);
      },
      [store],
    ),
  );
  return { save, saved };
}

interface OutcomeProps {
  save: { error: unknown; running: boolean };
  saved: boolean;
  /** What is said when it is stored. */
  done: string;
}

export function Outcome({ save, saved, done }: OutcomeProps) {
  return (
    <>
      <Problem error={save.error} />
      {saved && <p role="status">{done}</p>}
      <div>
        <Button type="submit" loading={save.running}>
          {t("action.save")}
        </Button>
      </div>
    </>
  );
}

/** A field that takes one thing on a line. */
export const linesOf = (fields: FormData, name: string): string[] =>
  String(fields.get(name) ?? "")
    .split(/[\s,;]+/)
    .filter((line) => line !== "");
