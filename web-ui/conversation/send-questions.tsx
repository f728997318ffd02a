/** What is asked before a message goes out: about mentioning very many, and about those who would not see it. */
import { Button, Modal } from "@mantine/core";
import { type ReactNode, useCallback, useState } from "react";
import { api, call } from "../api/client.ts";
import { Confirm } from "../parts/confirm.tsx";
import { Problem } from "../parts/problem.tsx";
import { mayAddTo, usePeople, useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { mentionsIn } from "../store/message-view.ts";
import type { SpaceView } from "../store/session.ts";
import { listOf, t } from "../text/index.ts";

/** From more people on, mentioning all of them is asked about first. */
const manyPeople = 50;

interface Pending {
  /** Mentioned people who are not in the space. */
  strangers: readonly string[];
  /** Who would be told, and how many, where those are very many. */
  many: { who: "all" | "team"; count: number } | undefined;
  send(): void;
}

export interface SendQuestions {
  /** Calls `send` once everything about the body's mentions is answered; never where it is called off. */
  ask(body: string, send: () => void): void;
  dialogs: ReactNode;
}

export function useSendQuestions(space: SpaceView): SendQuestions {
  const session = useSession();
  const [pending, setPending] = useState<Pending>();
  const close = useCallback(() => setPending(undefined), []);
  const next = (question: Pending) => {
    const open = question.strangers.length > 0 || question.many !== undefined;
    setPending(open ? question : undefined);
    if (!open) question.send();
  };
  const ask = (body: string, send: () => void) => {
    const mentioned = mentionsIn(body);
    const members = session.spaces.members.value.get(space.id);
    const inside = new Set(members?.map(({ personId }) => personId));
    const team = session.teams.teams.value.get(space.team ?? "")?.members ?? [];
    const inTeam = team.filter(({ person }) => inside.has(person)).length;
    const told = [
      { who: "all", count: inside.size },
      { who: "team", count: inTeam },
    ] as const;
    const strangers = mentioned.filter((id) => id !== "all" && id !== "team" && !inside.has(id));
    next({
      strangers: members && mayAddTo(space, session.me.person) ? strangers : [],
      many: told.find(({ who, count }) => mentioned.includes(who) && count > manyPeople),
      send,
    });
  };
  const dialogs = pending && <Question space={space} pending={pending} onNext={next} onClose={close} />;
  return { ask, dialogs };
}

function Question(props: {
  space: SpaceView;
  pending: Pending;
  onNext: (pending: Pending) => void;
  onClose: () => void;
}) {
  const { space, pending, onNext, onClose } = props;
  if (pending.strangers.length > 0)
    return (
      <AddStrangers
        space={space}
        people={pending.strangers}
        onAnswered={() => onNext({ ...pending, strangers: [] })}
        onClose={onClose}
      />
    );
  const { who, count } = pending.many ?? { who: "all", count: 0 };
  return (
    <Confirm
      title={t(`mention.${who}.send`)}
      question={t(`mention.${who}.confirm`, { count })}
      action={async () => onNext({ ...pending, many: undefined })}
      onClose={onClose}
    />
  );
}

function AddStrangers(props: {
  space: SpaceView;
  people: readonly string[];
  onAnswered: () => void;
  onClose: () => void;
}) {
  const { space, people, onAnswered, onClose } = props;
  const known = usePeople();
  const names = listOf(people.map((id) => known.nameOf(id)));
  const add = useAction(
    useCallback(async () => {
      const param = { id: space.id };
      for (const person of people) await call(api.spaces[":id"].members.$post({ param, json: { person } }));
      onAnswered();
    }, [space.id, people, onAnswered]),
  );
  return (
    <Modal opened onClose={onClose} title={t("mention.add.title")} centered>
      <p>{t("mention.add.question", { names, count: people.length })}</p>
      <Problem error={add.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={onAnswered}>
          {t("mention.add.no")}
        </Button>
        <Button data-autofocus loading={add.running} onClick={() => add.run()}>
          {t("mention.add.yes")}
        </Button>
      </div>
    </Modal>
  );
}
