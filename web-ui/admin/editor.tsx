/** A dialog that saves, and removes what is there already; who only looks sees what is there. */
import { Button, Modal } from "@mantine/core";
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useCallback } from "react";
import { Problem } from "../parts/problem.tsx";
import { useMayChange } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";

export function Editor(props: {
  title: string;
  onClose: () => void;
  /** What is asked for anew when something was saved. */
  refreshes: QueryKey;
  save: (fields: FormData) => Promise<unknown>;
  remove?: (() => Promise<unknown>) | undefined;
  /** False while something is missing without which it cannot be saved. */
  complete?: boolean;
  wide?: boolean;
  children: ReactNode;
}) {
  const { onClose, save, remove, refreshes } = props;
  const queries = useQueryClient();
  const mayChange = useMayChange();
  const run = useAction(
    useCallback(
      async (work: () => Promise<unknown>) => {
        await work();
        await queries.invalidateQueries({ queryKey: refreshes });
        onClose();
      },
      [queries, onClose, refreshes],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    void run.run(() => save(fields));
  };
  return (
    <Modal opened onClose={onClose} title={props.title} centered size={props.wide ? "xl" : "md"}>
      <form className="form" onSubmit={submit}>
        {mayChange ? (
          props.children
        ) : (
          <fieldset className="looked-at" disabled>
            {props.children}
          </fieldset>
        )}
        <Problem error={run.error} />
        {mayChange && (
          <div className="dialog-actions">
            {remove && (
              <Button variant="subtle" color="red" onClick={() => void run.run(remove)}>
                {t("action.remove")}
              </Button>
            )}
            <Button type="submit" loading={run.running} disabled={props.complete === false}>
              {t("action.save")}
            </Button>
          </div>
        )}
      </form>
    </Modal>
  );
}

/** A field as text, trimmed; null where nothing was written. */
export const textOf = (fields: FormData, name: string): string | null =>
  String(fields.get(name) ?? "").trim() || null;
