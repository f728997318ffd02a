/** Files and whiteboards of one space or of all, newest first: by name, by kind, with their earlier versions. */
import { Button, TextInput } from "@mantine/core";
import {
  IconFile,
  IconFileTypePdf,
  IconFileWord,
  IconMovie,
  IconPhoto,
  IconSearch,
} from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useContext, useDeferredValue, useEffect, useMemo, useState } from "react";
import { CommandContext } from "../actions/command-bus.ts";
import { BoardIcon } from "../boards/board-icon.tsx";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useOpened } from "../parts/use-opened.ts";
import { useSignal } from "../store/signal.ts";
import { momentOf, sizeOf, t } from "../text/index.ts";
import { type FilesQuestion, findFiles, type ListedBoard } from "./find-files.ts";
import { kindOf, type TypeFilter, typeFilters } from "./kinds.ts";
import { Preview } from "./preview.tsx";
import { type FileGroup, type SharedFile, stackVersions } from "./versions.ts";

/** Rows of a page: when fewer of them match, the next is asked for at once. */
const enough = 20;
const icons = { images: IconPhoto, documents: IconFileWord, media: IconMovie, others: IconFile };

/** What of one's spaces is listed changes with these. */
const changes = ["message.created", "message.deleted", "board.created", "board.updated", "board.deleted"];

function useFiles(question: FilesQuestion) {
  const session = useSession();
  const queries = useQueryClient();
  useEffect(() => {
    const changed = () => void queries.invalidateQueries({ queryKey: ["files"] });
    const stops = changes.map((kind) => session.onEvent(kind, changed));
    return () => {
      for (const stop of stops) stop();
    };
  }, [session, queries]);
  return useInfiniteQuery({
    queryKey: ["files", question],
    initialPageParam: Number.MAX_SAFE_INTEGER,
    queryFn: ({ pageParam }) => findFiles(session, question, pageParam),
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

/** @param props.onClear where something narrows the list */
function NoFiles({ space, onClear }: { space: string | undefined; onClear: (() => void) | undefined }) {
  const bus = useContext(CommandContext);
  if (onClear)
    return <Empty text={t("files.none.match")} way={{ label: t("filter.clear"), onPress: onClear }} />;
  const way = space
    ? { label: t("composer.attach"), onPress: () => void bus.run("space.attach") }
    : { label: t("spaces.all"), to: "/" as const };
  return <Empty text={t("files.none")} way={way} />;
}

type Row = { seq: number } & ({ group: FileGroup } | { board: ListedBoard });

export function FileList({ space }: { space?: string }) {
  const session = useSession();
  useSignal(session.people.byId);
  const [text, setText] = useState("");
  const [type, setType] = useState<TypeFilter>("all");
  const [shown, setShown] = useState<SharedFile>();
  const { opened, open, close } = useOpened();
  const asked = useDeferredValue(text.trim());
  const files = useFiles({ space, text: asked, type });
  const rows = useMemo(() => {
    const pages = files.data?.pages ?? [];
    const groups = stackVersions(pages.flatMap((page) => page.files));
    const all: Row[] = [
      ...groups.map((group) => ({ group, seq: group.newest.seq })),
      ...pages.flatMap((page) => page.boards).map((board) => ({ board, seq: board.seq })),
    ];
    return all.sort((a, b) => b.seq - a.seq);
  }, [files.data]);
  const { hasNextPage, isFetching, fetchNextPage } = files;
  useEffect(() => {
    if (rows.length < enough && hasNextPage && !isFetching) void fetchNextPage();
  }, [rows, hasNextPage, isFetching, fetchNextPage]);
  return (
    <div className="form">
      <TextInput
        value={text}
        placeholder={t("files.find")}
        aria-label={t("files.find")}
        leftSection={<IconSearch size={16} />}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <fieldset className="filters" aria-label={t("files.type")}>
        {typeFilters.map((each) => (
          <button
            key={each}
            type="button"
            className="filter"
            aria-pressed={each === type}
            onClick={() => setType(each)}
          >
            {t(`files.type.${each}`)}
          </button>
        ))}
      </fieldset>
      <Problem error={files.error} onRetry={() => void files.refetch()} />
      {files.data && rows.length === 0 && !isFetching && (
        <NoFiles
          space={space}
          onClear={
            text || type !== "all"
              ? () => {
                  setText("");
                  setType("all");
                }
              : undefined
          }
        />
      )}
      <ul className="file-list">
        {rows.map((row) =>
          "group" in row ? (
            <FileRow
              key={row.group.newest.file.id}
              group={row.group}
              global={space === undefined}
              onOpen={(file) => {
                setShown(file);
                open();
              }}
            />
          ) : (
            <BoardRow key={row.board.id} board={row.board} global={space === undefined} />
          ),
        )}
      </ul>
      {hasNextPage && (
        <Button variant="default" loading={files.isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("files.more")}
        </Button>
      )}
      {opened && shown && <Preview file={shown.file} space={shown.space} onClose={close} />}
    </div>
  );
}

/** Who shared it, where when that is asked for, and when. */
function useAbout(global: boolean) {
  const session = useSession();
  return ({ author, space, createdAt }: Pick<SharedFile, "author" | "space" | "createdAt">): string[] => {
    const view = session.spaces.byId.value.get(space);
    const where = global && view ? [session.spaces.nameOf(view)] : [];
    return [session.people.nameOf(author), ...where, momentOf(createdAt)];
  };
}

function BoardRow({ board, global }: { board: ListedBoard; global: boolean }) {
  const about = useAbout(global);
  return (
    <li>
      <Link
        className="bare file-row"
        to="/space/$space/board/$board"
        params={{ space: board.space, board: board.id }}
      >
        <BoardIcon kind={board.kind} size={22} />
        <span className="who">
          <bdi className="truncate">{board.title}</bdi>
          <span className="secondary truncate number">{about(board).join(" · ")}</span>
        </span>
      </Link>
    </li>
  );
}

interface FileRowProps {
  group: FileGroup;
  /** Whether the space is named too. */
  global: boolean;
  onOpen: (file: SharedFile) => void;
}

function FileRow({ group, global, onOpen }: FileRowProps) {
  const { newest, earlier } = group;
  const Icon = newest.file.type === "application/pdf" ? IconFileTypePdf : icons[kindOf(newest.file)];
  const facts = useAbout(global);
  const about = (shared: SharedFile) => [...facts(shared), sizeOf(shared.file.size)].join(" · ");
  return (
    <li>
      <button type="button" className="bare file-row" onClick={() => onOpen(newest)}>
        <Icon size={22} stroke={1.5} />
        <span className="who">
          <bdi className="truncate">{newest.file.name}</bdi>
          <span className="secondary truncate number">{about(newest)}</span>
        </span>
      </button>
      {earlier.length > 0 && (
        <details className="file-versions">
          <summary className="secondary">{t("files.versions", { count: earlier.length })}</summary>
          {earlier.map((version) => (
            <button
              key={version.file.id}
              type="button"
              className="bare file-row secondary number"
              onClick={() => onOpen(version)}
            >
              {about(version)}
            </button>
          ))}
        </details>
      )}
    </li>
  );
}
