/** Files of one space or of all, newest first: by name, by kind, with their earlier versions. */
import { Button, TextInput } from "@mantine/core";
import {
  IconFile,
  IconFileTypePdf,
  IconFileWord,
  IconMovie,
  IconPhoto,
  IconSearch,
} from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { fold } from "../search/tokens.ts";
import { viewMessage } from "../store/message-view.ts";
import { useSignal } from "../store/signal.ts";
import { momentOf, sizeOf, t } from "../text/index.ts";
import { Preview } from "./preview.tsx";
import {
  type FileGroup,
  type SharedFile,
  stackVersions,
  type TypeFilter,
  typeFilters,
  typeOf,
} from "./versions.ts";

const pageSize = 60;
const icons = { images: IconPhoto, documents: IconFileWord, media: IconMovie, others: IconFile };

function useFiles(space: string | undefined) {
  const session = useSession();
  const queries = useQueryClient();
  useEffect(() => {
    const changed = () => void queries.invalidateQueries({ queryKey: ["files"] });
    const stops = ["message.created", "message.deleted"].map((kind) => session.onEvent(kind, changed));
    return () => {
      for (const stop of stops) stop();
    };
  }, [session, queries]);
  return useInfiniteQuery({
    queryKey: ["files", space ?? "all"],
    initialPageParam: "",
    queryFn: async ({ pageParam }) => {
      const query = { limit: String(pageSize), ...(pageParam && { before: pageParam }) };
      const { messages } = await (space
        ? call(api.spaces[":id"].files.$get({ param: { id: space }, query }))
        : call(api.files.$get({ query })));
      return Promise.all(messages.map((message) => viewMessage(session.keyring, message)));
    },
    getNextPageParam: (page) => (page.length < pageSize ? undefined : String(page.at(-1)?.seq ?? "")),
  });
}

export function FileList({ space }: { space?: string }) {
  const session = useSession();
  useSignal(session.people.byId);
  const files = useFiles(space);
  const [text, setText] = useState("");
  const [type, setType] = useState<TypeFilter>("all");
  const [shown, setShown] = useState<SharedFile>();
  const groups = useMemo(() => {
    const wanted = fold(text.trim());
    return stackVersions(files.data?.pages.flat() ?? [])
      .filter(({ newest: { file } }) => type === "all" || typeOf(file) === type)
      .filter(({ newest: { file } }) => fold(file.name).includes(wanted));
  }, [files.data, text, type]);
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
      {files.data && groups.length === 0 && (
        <p className="secondary">{t(text || type !== "all" ? "files.none.match" : "files.none")}</p>
      )}
      <ul className="file-list">
        {groups.map((group) => (
          <FileRow key={group.newest.file.id} group={group} global={space === undefined} onOpen={setShown} />
        ))}
      </ul>
      {files.hasNextPage && (
        <Button
          variant="default"
          loading={files.isFetchingNextPage}
          onClick={() => void files.fetchNextPage()}
        >
          {t("files.more")}
        </Button>
      )}
      {shown && <Preview file={shown.file} space={shown.space} onClose={() => setShown(undefined)} />}
    </div>
  );
}

interface FileRowProps {
  group: FileGroup;
  /** Whether the space is named too. */
  global: boolean;
  onOpen: (file: SharedFile) => void;
}

function FileRow({ group, global, onOpen }: FileRowProps) {
  const session = useSession();
  const { newest, earlier } = group;
  const Icon = newest.file.type === "application/pdf" ? IconFileTypePdf : icons[typeOf(newest.file)];
  const about = ({ author, createdAt, file, space }: SharedFile) => {
    const view = session.spaces.byId.value.get(space);
    const where = global && view ? [session.spaces.nameOf(view)] : [];
    return [session.people.nameOf(author), ...where, momentOf(createdAt), sizeOf(file.size)].join(" · ");
  };
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
