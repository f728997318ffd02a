/** One box for everything: commands, people, spaces, messages and files. */
import { Modal } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  type KeyboardEvent,
  useCallback,
  useContext,
  useDeferredValue,
  useEffect,
  useEffectEvent,
  useMemo,
  useState,
} from "react";
import type { AdministrationPage } from "../admin/pages.ts";
import { type PersonWay, useWaysTo } from "../parts/person-ways.tsx";
import { Problem } from "../parts/problem.tsx";
import { mayAdministrate, useSession } from "../parts/session-context.ts";
import { useFoundPeople } from "../parts/use-found-people.ts";
import { asksForMessages, parseQuery, type WrongOperator, wrongOperators } from "../search/query.ts";
import { searchMessages } from "../search/search-messages.ts";
import { wordsOf } from "../search/tokens.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import type { administrationEntries, Ways } from "./administration-entries.tsx";
import { CommandContext } from "./command-bus.ts";
import {
  commandEntries,
  type Entry,
  type Go,
  messageEntries,
  peopleEntries,
  spaceEntries,
  teamEntries,
} from "./palette-entries.tsx";
import { Keys } from "./shortcut-keys.tsx";
import type { TypedAhead } from "./typed-ahead.ts";

export default function Palette({ typedAhead, onClose }: { typedAhead: TypedAhead; onClose: () => void }) {
  const session = useSession();
  const bus = useContext(CommandContext);
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [selected, setSelected] = useState<{ text: string; id: string | undefined }>();
  const takeOver = useCallback(
    (field: HTMLInputElement | null) => {
      if (!field) return;
      field.focus();
      setText(typedAhead.take());
    },
    [typedAhead],
  );
  const asked = useDeferredValue(text);
  const query = useMemo(() => parseQuery(text), [text]);
  const words = useMemo(() => wordsOf(query.words), [query]);
  const wrong = useMemo(() => [...new Set(wrongOperators(text).map(whatIsWrong))], [text]);
  const wanted = useMemo(() => parseQuery(asked), [asked]);
  const found = useQuery({
    queryKey: ["search", asked],
    enabled: asksForMessages(wanted),
    queryFn: () => searchMessages(session, wanted),
    placeholderData: (previous) => previous,
  });
  const go: Go = (space, place) =>
    void (place && "board" in place
      ? navigate({ to: "/space/$space/board/$board", params: { space, board: place.board } })
      : navigate({ to: "/space/$space", params: { space }, search: place ?? {} }));
  const administration = useAdministration();
  const openPage = (page: AdministrationPage) => void navigate({ to: "/admin/$page", params: { page } });
  const people = useFoundPeople(asked.trim());
  useSignal(session.presence);
  const waysTo = useWaysTo();
  const plain = Object.keys(query).length === 1;
  const messages = asksForMessages(query) ? messageEntries(session, found.data ?? [], words, go) : [];
  const persons = plain ? peopleEntries(session, text.trim(), people, waysTo, go) : [];
  const entries: Entry[] = [
    ...(plain ? spaceEntries(session, words, new Set(persons.map(({ id }) => id)), go) : []),
    ...(plain ? teamEntries(session, words) : []),
    ...persons,
    ...messages.filter(({ section }) => section === "space.files"),
    ...messages.filter(({ section }) => section !== "space.files"),
    ...(plain ? commandEntries(bus, session.marks.shortcuts, words) : []),
    ...(plain && administration
      ? administration(words, { open: openPage, begin: (action) => bus.runSoon(action) })
      : []),
  ];
  const known = selected?.text === text ? entries.findIndex(({ id }) => id === selected.id) : -1;
  const at = Math.max(0, known);
  const current = entries[at];
  const currentId = current?.id;
  useEffect(() => setSelected({ text, id: currentId }), [text, currentId]); // what comes later moves it at most
  usePrepared(current);
  const run = (act: (() => void) | undefined) => {
    if (!act) return;
    onClose();
    setTimeout(act); // after the dialog has let go of the focus
  };
  const ways = current?.ways ?? [];
  const move = (by: number) =>
    setSelected({ text, id: entries[(at + by + entries.length) % entries.length]?.id });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") {
      const way = wayOf(event);
      const isPlain = way === "message" || ways.length === 0; // what is no person has one way
      run(isPlain ? current?.run : ways.find(({ id }) => id === way)?.take);
    } else return;
    event.preventDefault();
  };
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={640}
      yOffset="10dvh"
      padding={0}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t("action.palette")}>
        <div className="palette-field">
          <IconSearch size={20} />
          <input
            ref={takeOver}
            data-autofocus
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-results"
            aria-activedescendant={current && `palette-${current.id}`}
            aria-describedby="palette-help"
            aria-label={t("action.palette")}
            placeholder={t("palette.placeholder")}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={onKeyDown}
          />
        </div>
        <div id="palette-results" className="palette-results" role="listbox" aria-label={t("action.palette")}>
          {entries.map((entry, index) => (
            <PaletteRow
              key={entry.id}
              entry={entry}
              heads={entry.section !== entries[index - 1]?.section}
              selected={index === at}
              onRun={run}
            />
          ))}
          {entries.length === 0 && wrong.length === 0 && !found.isFetching && (
            <p className="palette-none secondary">{t("palette.none", { text })}</p>
          )}
        </div>
        <div role="status">
          {wrong.map((problem) => (
            <p key={problem} className="palette-wrong">
              {problem}
            </p>
          ))}
        </div>
        <Problem error={found.error} />
        <p className="palette-help secondary" id="palette-help">
          {ways.length === 0
            ? t("palette.help")
            : ways.map(({ id, short }) => (
                <span key={id} className="palette-way">
                  {t(short)} <Keys keys={wayKeys[id]} />
                </span>
              ))}
        </p>
      </Modal.Content>
    </Modal.Root>
  );
}

function whatIsWrong({ operator: name, value }: WrongOperator): string {
  if (name === "from") return t("palette.operator.from");
  if (name === "in") return t("palette.operator.in");
  if (name === "has") return t("palette.operator.file");
  const operator = `${name}:`;
  return value === ""
    ? t("palette.operator.date", { operator })
    : t("palette.operator.date.wrong", { operator, value });
}

/** Milliseconds; an entry that is only passed is not selected so long. */
const rest = 120;

/** What an entry opens is asked for while it is looked at. */
function usePrepared(entry: Entry | undefined): void {
  const prepare = useEffectEvent(() => entry?.prepare?.());
  const id = entry?.id;
  useEffect(() => {
    if (id === undefined) return;
    const timer = setTimeout(prepare, rest);
    return () => clearTimeout(timer);
  }, [id]);
}

/** Beside Enter, which writes to whoever is selected. */
const wayKeys: Readonly<Record<PersonWay["id"], string>> = {
  message: "enter",
  call: "shift+enter",
  meet: "mod+enter",
};

const wayOf = ({ shiftKey, ctrlKey, metaKey }: KeyboardEvent): PersonWay["id"] =>
  ctrlKey || metaKey ? "meet" : shiftKey ? "call" : "message";

/** Loaded for those who administrate, with its texts. */
function useAdministration() {
  const session = useSession();
  const { role } = useSignal(session.account).person;
  const [entries, setEntries] = useState<{ of: typeof administrationEntries }>();
  useEffect(() => {
    if (!mayAdministrate(role)) return setEntries(undefined);
    void import("./administration-entries.tsx").then(
      ({ administrationEntries }) => setEntries({ of: administrationEntries }),
      () => {}, // without a connection administration cannot be opened either
    );
  }, [role]);
  return entries && ((words: readonly string[], ways: Ways) => entries.of(words, role, ways));
}

function PaletteRow(props: {
  entry: Entry;
  heads: boolean;
  selected: boolean;
  onRun: (act: () => void) => void;
}) {
  const { entry, heads, selected, onRun } = props;
  return (
    <>
      {heads && (
        <p className="palette-section" role="presentation">
          {t(entry.section)}
        </p>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and the keys */}
      <div
        id={`palette-${entry.id}`}
        ref={(element) => {
          if (selected) element?.scrollIntoView({ block: "nearest" });
        }}
        role="option"
        tabIndex={-1}
        aria-selected={selected}
        className="palette-row"
        onClick={() => onRun(entry.run)}
      >
        {entry.icon}
        <span className="palette-label">{entry.label}</span>
        {entry.detail}
        {entry.ways?.map(({ id, label, hint, icon: Icon, take }) => (
          // biome-ignore lint/a11y: an option holds no buttons: these are for a pointer, and the keys are told below
          <span
            key={id}
            className="icon-button small row-way"
            title={hint ?? label}
            onClick={(event) => {
              event.stopPropagation();
              onRun(take);
            }}
          >
            <Icon size={18} />
          </span>
        ))}
      </div>
    </>
  );
}
