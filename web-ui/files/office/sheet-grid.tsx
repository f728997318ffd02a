/** A spreadsheet: its sheets as tabs, the chosen one as a table with the letters and numbers of its cells. */
import { Button, Tabs } from "@mantine/core";
import { type CSSProperties, useMemo, useState } from "react";
import { Problem } from "../../parts/problem.tsx";
import { t } from "../../text/index.ts";
import type { CellStyle } from "./cell-styles.ts";
import { columnName, type Grid, type GridCell, mostColumns, mostRows } from "./sheet.ts";
import { useOfficeFile } from "./use-office-file.ts";
import { openWorkbook, type Workbook } from "./workbook.ts";

/** Rows that are shown at first, and more with each press. */
const rowsAtOnce = 300;

export default function SheetGrid({ blob }: { blob: Blob }) {
  const { file, error } = useOfficeFile(blob, openWorkbook);
  return (
    <>
      <Problem error={error} />
      {file && <Sheets workbook={file} />}
    </>
  );
}

function Sheets({ workbook: { sheets } }: { workbook: Workbook }) {
  const [chosen, setChosen] = useState("0");
  return (
    <Tabs value={chosen} onChange={(value) => setChosen(value ?? "0")} className="sheets" keepMounted={false}>
      {sheets.map((sheet, index) => (
        <Tabs.Panel key={sheet.name} value={String(index)}>
          <OneSheet open={sheet.open} name={sheet.name} />
        </Tabs.Panel>
      ))}
      <Tabs.List aria-label={t("sheet.sheets")}>
        {sheets.map((sheet, index) => (
          <Tabs.Tab key={sheet.name} value={String(index)}>
            <bdi>{sheet.name}</bdi>
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}

function OneSheet({ open, name }: { open: () => Grid; name: string }) {
  const { grid, error } = useMemo(() => {
    try {
      return { grid: open() };
    } catch {
      return { error: new Error(t("file.broken")) };
    }
  }, [open]);
  const [shown, setShown] = useState(rowsAtOnce);
  if (!grid) return <Problem error={error} />;
  if (grid.columns === 0) return <p className="secondary sheet-empty">{t("sheet.empty")}</p>;
  const left = grid.rows.length - shown;
  return (
    // A table that scrolls is reached by the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the focus to be scrolled with keys
    <section className="preview-table sheet" tabIndex={0} aria-label={name}>
      <GridTable grid={grid} shown={shown} />
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
              grid.isCovered(row, column) ? null : (
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
