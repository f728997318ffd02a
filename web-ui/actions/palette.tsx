/** One box for everything: commands, people, spaces, messages and files. */
import { Modal } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useContext, useDeferredValue, useEffect, useMemo, useState } from "react";
import type { AdministrationPage } from "../admin/pages.ts";
import { Problem } from "../parts/problem.tsx";
import { mayAdministrate, useSession } from "../parts/session-context.ts";
import { useFoundPeople } from "../parts/use-found-people.ts";
import { asksForMessages, parseQuery } from "../search/query.ts";
import { searchMessages } from "../search/search-messages.ts";
import { wordsOf } from "../search/tokens.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import type { administrationEntries } from "./administration-entries.tsx";
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

export default function Palette({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const bus = useContext(CommandContext);
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [selected, setSelected] = useState(0);
  const asked = useDeferredValue(text);
  const query = useMemo(() => parseQuery(text), [text]);
  const words = useMemo(() => wordsOf(query.words), [query]);
  const wanted = useMemo(() => parseQuery(asked), [asked]);
  const found = useQuery({
    queryKey: ["search", asked],
    enabled: asksForMessages(wanted),
    queryFn: () => searchMessages(session, wanted),
    placeholderData: (previous) => previous,
    staleTime: 0,
  });
  const go: Go = (space, place) =>
    void (place && "board" in place
      ? navigate({ to: "/space/$space/board/$board", params: { space, board: place.board } })
      : navigate({ to: "/space/$space", params: { space }, search: place ?? {} }));
  const administration = useAdministration();
  const openPage = (page: AdministrationPage) => void navigate({ to: "/admin/$page", params: { page } });
  const people = useFoundPeople(asked.trim());
  const plain = Object.keys(query).length === 1;
  const messages = asksForMessages(query) ? messageEntries(session, found.data ?? [], words, go) : [];
  const entries: Entry[] = [
    ...(plain ? spaceEntries(session, words, go) : []),
    ...(plain ? teamEntries(session, words) : []),
    ...(plain ? peopleEntries(session, words, people, go) : []),
    ...messages.filter(({ section }) => section === "space.files"),
    ...messages.filter(({ section }) => section !== "space.files"),
    ...(plain ? commandEntries(bus, session.marks.preferences.value?.shortcuts ?? {}, words) : []),
    ...(plain && administration
      ? administration(words, { open: openPage, begin: (action) => bus.runSoon(action) })
      : []),
  ];
  const at = Math.min(selected, entries.length - 1);
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    setTimeout(() => entry.run()); // after the dialog has let go of the focus
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setSelected((at + 1) % entries.length);
    else if (event.key === "ArrowUp") setSelected((at + entries.length - 1) % entries.length);
    else if (event.key === "Enter") run(entries[at]);
    else return;
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
            data-autofocus
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-results"
            aria-activedescendant={entries[at] && `palette-${entries[at].id}`}
            aria-label={t("action.palette")}
            placeholder={t("palette.placeholder")}
            value={text}
            onChange={({ currentTarget }) => {
              setText(currentTarget.value);
              setSelected(0);
            }}
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
              onRun={() => run(entry)}
            />
          ))}
          {entries.length === 0 && !found.isFetching && (
            <p className="palette-none secondary">{t("palette.none", { text })}</p>
          )}
        </div>
        <Problem error={found.error} />
        <p className="palette-help secondary">{t("palette.help")}</p>
      </Modal.Content>
    </Modal.Root>
  );
}

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
  return entries?.of;
}

function PaletteRow(props: { entry: Entry; heads: boolean; selected: boolean; onRun: () => void }) {
  const { entry, heads, selected } = props;
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
        onClick={props.onRun}
      >
        {entry.icon}
        <span className="palette-label">{entry.label}</span>
        {entry.detail}
      </div>
    </>
  );
}
