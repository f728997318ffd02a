/** What the palette offers for what was typed. */
import { IconChalkboard, IconFile, IconMessage, IconTerminal2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Person } from "../../appliance/people/index.ts";
import { linkOf } from "../links/link.ts";
import { PersonAvatar, SpaceAvatar } from "../parts/avatar.tsx";
import type { PersonWay, useWaysTo } from "../parts/person-ways.tsx";
import { ranked, reachable } from "../parts/use-found-people.ts";
import { teamTint } from "../rail/team-tint.ts";
import { type FoundMessage, holds } from "../search/search-messages.ts";
import { plain, snippet } from "../search/snippet.ts";
import { fold, wordsOf } from "../search/tokens.ts";
import type { Session } from "../store/session.ts";
import { byRecency } from "../store/space-list.ts";
import { momentOf, type TextKey, t } from "../text/index.ts";
import type { CommandBus } from "./command-bus.ts";
import { type OwnKeys, withOwnKeys } from "./own-keys.ts";
import { Keys } from "./shortcut-keys.tsx";

export interface Entry {
  id: string;
  section: TextKey;
  icon: ReactNode;
  label: ReactNode;
  detail?: ReactNode;
  run(): void;
  /** Asks for what it opens, before it does. */
  prepare?(): void;
  /** Of a person: what else may be done at once. */
  ways?: readonly PersonWay[];
}

/** Opens a space, at a message or a whiteboard when one is named. */
export type Go = (space: string, place?: { message: string; thread?: string } | { board: string }) => void;

const most = 6;

export function commandEntries(bus: CommandBus, own: OwnKeys, words: readonly string[]): Entry[] {
  return withOwnKeys(own)
    .filter(({ id, label, group }) => {
      const text = ` ${fold(`${t(group)} ${t(label)}`)}`;
      return bus.find(id) && words.every((word) => text.includes(` ${word}`));
    })
    .map(({ id, label, group, keys }) => ({
      id,
      section: "palette.commands",
      icon: <IconTerminal2 size={18} />,
      label: (
        <>
          <span className="secondary">{t(group)}: </span>
          {t(label)}
        </>
      ),
      detail: keys === "" ? undefined : <Keys keys={keys} />,
      run: () => bus.run(id),
    }));
}

/** @param named who is offered by themselves: their conversation is not, once more */
export function spaceEntries(
  session: Session,
  words: readonly string[],
  named: ReadonlySet<string>,
  go: Go,
): Entry[] {
  return [...session.spaces.byId.value.values()]
    .filter(({ peer }) => peer === null || !named.has(peer))
    .filter((space) => words.every((word) => ` ${fold(session.spaces.nameOf(space))}`.includes(` ${word}`)))
    .sort(byRecency)
    .slice(0, most)
    .map((space) => ({
      id: space.id,
      section: "nav.spaces",
      icon: space.peer ? (
        <PersonAvatar id={space.peer} name={session.spaces.nameOf(space)} size="small" />
      ) : (
        <SpaceAvatar id={space.id} />
      ),
      label: <bdi>{session.spaces.nameOf(space) || t("spaces.locked")}</bdi>,
      run: () => go(space.id),
      prepare: () => session.prepare(space.id),
    }));
}

export function teamEntries(session: Session, words: readonly string[]): Entry[] {
  if (words.length === 0) return [];
  return [...session.teams.teams.value.values()]
    .filter(({ name }) => words.every((word) => ` ${fold(name)}`.includes(` ${word}`)))
    .slice(0, most)
    .map(({ id, name, colour }) => ({
      id,
      section: "palette.teams",
      icon: <span className="team-dot" style={teamTint(colour)} />,
      label: <bdi>{name}</bdi>,
      run: () => session.teams.opened.set(id),
    }));
}

/** @param found whom the appliance knows by what is typed, besides those whom the app knows */
export function peopleEntries(
  session: Session,
  text: string,
  found: readonly Person[],
  waysTo: ReturnType<typeof useWaysTo>,
  go: Go,
): Entry[] {
  if (text === "") return [];
  const peers = new Set([...session.spaces.byId.value.values()].flatMap(({ peer }) => peer ?? []));
  const reached = reachable(session.people.byId.value, found, session.me.person.id);
  return ranked(reached, text, peers)
    .slice(0, most)
    .map((person) => {
      const { id, name, email } = person;
      const presence = session.presence.value.get(id);
      return {
        id,
        section: "nav.people",
        icon: <PersonAvatar id={id} name={name} presence={presence} size="small" />,
        label: <bdi>{name}</bdi>,
        detail: <span className="secondary truncate palette-address">{email}</span>,
        run: () => session.attempt(session.spaces.direct(id).then((space) => go(space))),
        ways: waysTo(person, presence),
      };
    });
}

export function messageEntries(
  session: Session,
  found: readonly FoundMessage[],
  words: readonly string[],
  go: Go,
): Entry[] {
  return found.flatMap(({ message, space: id }) => {
    const { content, parent } = message;
    const space = session.spaces.byId.value.get(id);
    if (typeof content === "string" || !space || !holds(message, words)) return []; // or an earlier question's
    const target = { message: message.id, ...(parent && { thread: parent }) };
    const where = `${session.people.nameOf(message.author)} · ${session.spaces.nameOf(space)}`;
    const when = momentOf(message.createdAt);
    const all = content.files ?? [];
    const named = all.filter(({ name }) =>
      words.every((word) => wordsOf(name).some((part) => part.startsWith(word))),
    );
    const { board } = content;
    const text = [content.text, board?.title, linkOf(content.link)?.title].filter(Boolean).join(" · ");
    const inText = words.every((word) => wordsOf(text).some((part) => part.startsWith(word)));
    // Neither the text nor a name holds the words: they stand inside one of the files.
    const files = (named.length > 0 || inText ? named : all).map(
      (file): Entry => ({
        id: file.id,
        section: "space.files",
        icon: <IconFile size={18} />,
        label: <Found over={where} pieces={snippet(file.name, words)} />,
        detail: <Moment when={when} />,
        run: () => go(id, target),
      }),
    );
    const entry: Entry = {
      id: message.id,
      section: "palette.messages",
      icon: board ? <IconChalkboard size={18} /> : <IconMessage size={18} />,
      label: <Found over={where} pieces={snippet(plain(text), words)} />,
      detail: <Moment when={when} />,
      run: () => go(id, board ? { board: board.id } : target),
    };
    return text === "" || !inText ? files : [...files, entry];
  });
}

function Found({ over, pieces }: { over: string; pieces: ReturnType<typeof snippet> }) {
  return (
    <>
      <span className="secondary truncate">{over}</span>
      <span className="snippet">
        {pieces.map(({ text, hit }, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
          hit ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
        )}
      </span>
    </>
  );
}

const Moment = ({ when }: { when: string }) => <span className="secondary number">{when}</span>;
