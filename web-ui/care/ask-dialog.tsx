/** Asking a desk for help: the question gets a space of its own, and whoever knows comes into it. */
import { Button, Modal, NativeSelect, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useCallback, useState } from "react";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";

const longestTitle = 60;

/** The question's first line, as the title of its space. */
function titleOf(question: string): string {
  const line = question.trim().split("\n", 1)[0] ?? "";
  return line.length > longestTitle ? `${line.slice(0, longestTitle - 1).trimEnd()}…` : line;
}

export function AskDialog({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const navigate = useNavigate();
  const desks = useSignal(session.care.desks);
  const [deskId, setDesk] = useState(desks[0]?.id ?? "");
  const [skill, setSkill] = useState("");
  const [question, setQuestion] = useState("");
  const desk = desks.find(({ id }) => id === deskId) ?? desks[0];
  const send = useAction(
    useCallback(async () => {
      if (!desk) return;
      const space = await session.createSpace(titleOf(question), []);
      try {
        await session.care.ask(desk.id, skill || null, space);
      } catch (error) {
        await session.leaveSpace(space);
        throw error;
      }
      session.conversation(space).send({ text: question.trim() });
      onClose();
      await navigate({ to: "/space/$space", params: { space } });
    }, [session, navigate, onClose, desk, skill, question]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (question.trim() !== "") void send.run();
  };
  return (
    <Modal opened onClose={onClose} title={t("care.ask")} centered>
      <form className="form" onSubmit={submit}>
        <p className="secondary">{t("care.ask.lead")}</p>
        {desks.length > 1 && (
          <NativeSelect
            label={t("care.desk")}
            value={desk?.id ?? ""}
            onChange={({ currentTarget }) => {
              setDesk(currentTarget.value);
              setSkill("");
            }}
            data={desks.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        {desk && desk.skills.length > 0 && (
          <NativeSelect
            label={t("care.about")}
            value={skill}
            onChange={({ currentTarget }) => setSkill(currentTarget.value)}
            data={[
              { value: "", label: t("care.about.any") },
              ...desk.skills.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        <Textarea
          label={t("care.question")}
          value={question}
          maxLength={4000}
          minRows={4}
          autosize
          maxRows={10}
          required
          data-autofocus
          onChange={({ currentTarget }) => setQuestion(currentTarget.value)}
        />
        <Problem error={send.error} />
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t("action.cancel")}
          </Button>
          <Button type="submit" loading={send.running} disabled={!desk || question.trim() === ""}>
            {t("care.ask.send")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
