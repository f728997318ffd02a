/** A spreadsheet: its sheets as tabs, the chosen one as a table with the letters and numbers of its cells. */
import { Button, Tabs } from "@mantine/core";
import { type CSSProperties, useState } from "react";
import { Problem } from "../../parts/problem.tsx";
import { t } from "../../text/index.ts";
import type { CellStyle } from "./cell-styles.ts";
import { ChartFrame } from "./chart-frame.tsx";
import type { OfficeReader } from "./office-reader.ts";
import { columnName, type Grid, type GridCell, mostColumns, mostRows, placeKey } from "./sheet.ts";
import { useOfficeFile, useOfficePart } from "./use-office-file.ts";

/** Rows that are shown at first, and more with each press. */
const rowsAtOnce = 300;

export default function SheetGrid({ blob }: { blob: Blob }) {
  const { result, error, retry } = useOfficeFile(blob, "workbook");
  return (
    <>
      <Problem error={error} {...(retry && { onRetry: retry })} />
      {!result && !error && <p className="secondary">{t("file.opening")}</p>}
      {result && <Sheets reader={result.reader} names={result.content} />}
    </>
  );
}

function Sheets({ reader, names }: { reader: OfficeReader; names: readonly string[] }) {
  const [chosen, setChosen] = useState("0");
  return (
    <Tabs value={chosen} onChange={(value) => setChosen(value ?? "0")} className="sheets" keepMounted={false}>
      {names.map((name, index) => (
        <Tabs.Panel key={name} value={String(index)}>
          <OneSheet reader={reader} index={index} name={name} />
        </Tabs.Panel>
      ))}
      <Tabs.List aria-label={t("sheet.sheets")}>
        {names.map((name, index) => (
          <Tabs.Tab key={name} value={String(index)}>
            <bdi>{name}</bdi>
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}

function OneSheet({ reader, index, name }: { reader: OfficeReader; index: number; name: string }) {
  const { result: grid, error } = useOfficePart(reader, "sheet", index);
  const [shown, setShown] = useState(rowsAtOnce);
  if (error) return <Problem error={error} />;
  if (!grid) return <p className="secondary sheet-empty">{t("file.opening")}</p>;
  if (grid.columns === 0 && grid.charts.length === 0)
    return <p className="secondary sheet-empty">{t("sheet.empty")}</p>;
  const left = grid.rows.length - shown;
  return (
    // A table that scrolls is reached by the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the focus to be scrolled with keys
    <section className="preview-table sheet" tabIndex={0} aria-label={name}>
      {grid.charts.length > 0 && (
        <div className="sheet-charts">
          {grid.charts.map((framed, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a sheet's charts never move
            <ChartFrame key={place} framed={framed} />
          ))}
        </div>
      )}
      {grid.columns > 0 && <GridTable grid={grid} shown={shown} />}
      {left > 0 && (
        <Button variant="default" size="compact-sm" onClick={() => setShown(shown + rowsAtOnce)}>
          {t("sheet.more", { count: left })}
        </Button>
      )}
      {left <= 0 && grid.cut && (
        <p className="secondary">{t("sheet.cut", { rows: mostRows, columns: mostColumns })}</p>
      )}
    </section>
  );
}

function GridTable({ grid, shown }: { grid: Grid; shown: number }) {
  const columns = Array.from({ length: grid.columns }, (_, index) => index);
  return (
    <table>
      <thead>
        <tr>
          <td />
          {columns.map((column) => (
            <th key={column} scope="col" style={{ minWidth: `${grid.widths[column] ?? 9}ch` }}>
              {columnName(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {grid.rows.slice(0, shown).map((cells, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sheet's rows never move
          <tr key={row}>
            <th scope="row">{row + 1}</th>
            {columns.map((column) =>
              grid.covered.has(placeKey(row, column)) ? null : (
                <Cell key={column} cell={cells[column]} last={shown - row} />
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** @param last how many rows are shown from here on: a merged cell spans no more */
function Cell({ cell, last }: { cell: GridCell | undefined; last: number }) {
  if (!cell) return <td />;
  const { span, style, text, numeric } = cell;
  return (
    <td
      {...(span && { rowSpan: Math.min(span.rows, last), colSpan: span.columns })}
      className={numeric ? "number" : undefined}
      style={cssOf(style)}
    >
      {text}
    </td>
  );
}

function cssOf(style: CellStyle): CSSProperties {
  const lines = [style.underline && "underline", style.strike && "line-through"].filter((line) => line);
  return {
    ...(style.bold && { fontWeight: 600 }),
    ...(style.italic && { fontStyle: "italic" }),
    ...(lines.length > 0 && { textDecoration: lines.join(" ") }),
    ...(style.fill && { background: style.fill }),
    ...(style.colour && { color: style.colour }),
    ...(style.align && { textAlign: style.align }),
    ...(style.vertical && { verticalAlign: style.vertical }),
    ...(style.wrap && { whiteSpace: "pre-wrap" }),
  };
}
