/** A file, decrypted and shown in the browser: what it is, its bytes decide. */
import "../text/files.ts";
import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useMemo } from "react";
import { MessageText } from "../conversation/message-text.tsx";
import { downloadFile, type FileReference } from "../crypto/files.ts";
import { lazily } from "../parts/lazily.ts";
import { BlobPicture } from "../parts/picture.tsx";
import { Problem } from "../parts/problem.tsx";
import { t } from "../text/index.ts";
import { useAnnotator } from "./annotate/use-annotator.tsx";
import { FileCard } from "./file-card.tsx";
import { fileKind, headOf, isAnnotatable, type KnownFile } from "./file-kind.ts";

const PdfPages = lazily(() => import("./pdf-pages.tsx"));
const HeicPicture = lazily(() => import("./heic/heic-picture.tsx"));
const WordPages = lazily(() => import("./word-pages.tsx"));
const SheetGrid = lazily(() => import("./office/sheet-grid.tsx"));
const SlidePages = lazily(() => import("./office/slide-pages.tsx"));
const Player = lazily(() => import("./player.tsx"));

const largest = 200 * 1024 * 1024;
const mostText = 200_000;
const mostRows = 500;

interface PreviewProps {
  file: FileReference;
  /** The space in which it was shared. */
  space: string;
  onClose: () => void;
}

interface ShownProps {
  known: KnownFile;
  blob: Blob;
  name: string;
  space: string;
}

export function Preview({ file, space, onClose }: PreviewProps) {
  const { drawing, button, annotator } = useAnnotator(file, space, onClose);
  const opened = useQuery({
    queryKey: ["file", file.id],
    enabled: file.size <= largest,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    queryFn: async () => {
      const bytes = await downloadFile(file);
      const known = fileKind(await headOf(bytes), file.name);
      return { known, blob: new Blob([bytes], { type: known.type }) };
    },
  });
  if (drawing && opened.data) return annotator(opened.data.blob);
  return (
    <Modal opened onClose={onClose} size="xl" title={<bdi>{file.name}</bdi>} className="preview" centered>
      <Problem error={opened.error} onRetry={() => void opened.refetch()} />
      {opened.isFetching && <p className="secondary">{t("file.opening")}</p>}
      <Suspense fallback={<p className="secondary">{t("file.opening")}</p>}>
        {opened.data && <Shown {...opened.data} name={file.name} space={space} />}
      </Suspense>
      <div className="preview-actions">
        <FileCard file={file} />
        {opened.data && isAnnotatable(opened.data.known.kind) && button}
      </div>
    </Modal>
  );
}

function Shown({ known, blob, name, space }: ShownProps) {
  switch (known.kind) {
    case "image":
      return <Picture blob={blob} name={name} />;
    case "heic":
      return <HeicPicture blob={blob} name={name} />;
    case "pdf":
      return <PdfPages blob={blob} />;
    case "docx":
      return <WordPages blob={blob} />;
    case "sheet":
      return <SheetGrid blob={blob} />;
    case "slides":
      return <SlidePages blob={blob} />;
    case "audio":
    case "video":
      return <Player blob={blob} kind={known.kind} name={name} space={space} />;
    case "markdown":
    case "csv":
    case "text":
      return <Text blob={blob} kind={known.kind} />;
    default:
      return <p className="secondary">{t("file.no.preview")}</p>;
  }
}

function Picture({ blob, name }: { blob: Blob; name: string }) {
  const broken = <p className="secondary">{t("picture.broken")}</p>;
  return <BlobPicture className="preview-picture" blob={blob} alt={name} fallback={broken} />;
}

function Text({ blob, kind }: { blob: Blob; kind: "markdown" | "csv" | "text" }) {
  const read = useQuery({
    queryKey: ["text", blob],
    queryFn: () => blob.slice(0, mostText).text(),
    queryKeyHashFn: () => `text-${blob.size}-${kind}`,
    gcTime: 0,
  });
  const text = read.data ?? "";
  if (kind === "markdown") return <MessageText text={text} />;
  if (kind === "csv") return <Table text={text} />;
  return <pre className="preview-text">{text}</pre>;
}

/** RFC 4180: fields may be quoted, and then hold separators, line ends and doubled quotes. */
export function parseCsv(text: string): string[][] {
  const separator = (text.split("\n", 1)[0] ?? "").includes(";") ? ";" : ",";
  const rows: string[][] = [[]];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (quoted && letter === '"' && text[at + 1] === '"') field += text[++at];
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === separator || letter === "\n")) {
      rows.at(-1)?.push(field);
      field = "";
      if (letter === "\n") rows.push([]);
    } else if (quoted || letter !== "\r") field += letter;
  }
  rows.at(-1)?.push(field);
  return rows.filter((row) => row.some((each) => each !== ""));
}

function Table({ text }: { text: string }) {
  const [head = [], ...rows] = useMemo(() => parseCsv(text), [text]);
  return (
    <div className="preview-table">
      <table>
        <thead>
          <tr>
            {head.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a table's cells never move
              <th key={index}>{cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, mostRows).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a table's rows never move
            <tr key={index}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a table's cells never move
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
