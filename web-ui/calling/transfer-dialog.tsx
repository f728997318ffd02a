/** Sends a call on: to a person or a number, at once or after asking them. */
import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useCallback, useState } from "react";
import { PeoplePicker } from "../parts/people-picker.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { failureOf, TransferRefused } from "./words.ts";

export function TransferDialog(props: {
  /** Whom it sends on. */
  name: string;
  transfer: (number: string) => Promise<void>;
  /** Calls the target first; undefined where only the telephone itself could. */
  ask?: (number: string, name: string) => Promise<void>;
  onClose: () => void;
}) {
  const { onClose } = props;
  const { person } = useSession().me;
  const [number, setNumber] = useState("");
  const [name, setName] = useState("");
  const target = number.trim();
  const { transfer: send, ask: call } = props;
  const transfer = useAction(
    useCallback(async () => {
      try {
        await send(target);
        onClose();
      } catch (error) {
        if (error instanceof TransferRefused) throw new Error(t(failureOf(error.status)));
        throw error;
      }
    }, [send, target, onClose]),
  );
  const ask = useAction(
    useCallback(async () => {
      await call?.(target, name || target);
      onClose();
    }, [call, target, name, onClose]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (target !== "") void transfer.run();
  };
  return (
    <Modal opened onClose={onClose} title={t("call.transfer.title", { name: props.name })} centered>
      <form className="form" onSubmit={submit}>
        <PeoplePicker
          autoFocus
          label={t("call.transfer.person")}
          exclude={[person.id]}
          onPick={(picked) => {
            setNumber(picked.extension ?? picked.email);
            setName(picked.name);
          }}
        />
        <TextInput
          label={t("call.transfer.number")}
          description={name && t("call.transfer.to", { name })}
          value={number}
          inputMode="tel"
          onChange={({ currentTarget }) => {
            setNumber(currentTarget.value);
            setName("");
          }}
        />
        <p className="secondary">{t("call.transfer.lead")}</p>
        <Problem error={transfer.error ?? ask.error} />
        <div className="dialog-actions">
          {call && (
            <Button
              variant="default"
              disabled={target === ""}
              loading={ask.running}
              onClick={() => ask.run()}
            >
              {t("call.transfer.ask")}
            </Button>
          )}
          <Button type="submit" disabled={target === ""} loading={transfer.running}>
            {t("call.transfer.now")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
