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
  const letters = [...(question.trim().split("\n", 1)[0] ?? "")];
  return letters.length > longestTitle
    ? `${letters
        .slice(0, longestTitle - 1)
        .join("")
        .trimEnd()}…`
    : letters.join("");
}

export function AskDialog({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const navigate = useNavigate();
  const desks = useSignal(session.care.desks);
  const [deskId, setDesk] = useState(desks[0]?.id ?? "");
  const [skill, setSkill] = useState("");
  const [question, setQuestion] = useState("");
  /** Of this question, however often it is sent. */
  const [ids] = useState(() => ({ request: crypto.randomUUID(), space: crypto.randomUUID() }));
  const desk = desks.find(({ id }) => id === deskId);
  const about = desk?.skills.some(({ id }) => id === skill) ? skill : "";
  const send = useAction(
    useCallback(async () => {
      if (!desk) return;
      const { space } = ids;
      await session.spaces.create(titleOf(question), [], space);
      await session.care.ask(ids.request, desk.id, about || null, space);
      session.conversation(space).send({ text: question.trim() });
      onClose();
      await navigate({ to: "/space/$space", params: { space } });
    }, [session, navigate, onClose, ids, desk, about, question]),
  );
  const giveUp = () => {
    if (session.spaces.byId.value.has(ids.space)) void session.spaces.leave(ids.space).catch(() => {}); // it stays, empty
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (question.trim() !== "") void send.run();
  };
  return (
    <Modal opened onClose={giveUp} title={t("care.ask")} centered>
      <form className="form" onSubmit={submit}>
        <p className="secondary">{t("care.ask.lead")}</p>
        {(desks.length > 1 || !desk) && (
          <NativeSelect
            label={t("care.desk")}
            value={desk?.id ?? ""}
            error={desk ? undefined : t("care.desk.gone")}
            onChange={({ currentTarget }) => {
              setDesk(currentTarget.value);
              setSkill("");
            }}
            data={[
              ...(desk ? [] : [{ value: "", label: "–" }]),
              ...desks.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        {desk && desk.skills.length > 0 && (
          <NativeSelect
            label={t("care.about")}
            value={about}
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
          <Button variant="default" onClick={giveUp}>
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
