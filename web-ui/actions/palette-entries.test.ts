/** Every command can be found in the palette by its name. */
import { expect, test } from "bun:test";
import "../text/administration.ts";
import { administrationActions, administrationPages } from "../admin/pages.ts";
import { wordsOf } from "../search/tokens.ts";
import { t } from "../text/index.ts";
import { administrationEntries } from "./administration-entries.tsx";
import { commands } from "./catalogue.ts";
import { CommandBus } from "./command-bus.ts";
import { commandEntries } from "./palette-entries.tsx";

test("[UX-03] every command that somebody can carry out is in the palette under its name, and no other", () => {
  const bus = new CommandBus();
  expect(commands.flatMap(({ label }) => commandEntries(bus, {}, wordsOf(t(label))))).toEqual([]);
  let run = "";
  bus.offer(() =>
    Object.fromEntries(
      commands.map(({ id }) => [
        id,
        () => {
          run = id;
        },
      ]),
    ),
  );
  for (const { id, label } of commands) {
    const found = commandEntries(bus, {}, wordsOf(t(label))).find((entry) => entry.id === id);
    found?.run();
    expect(run).toBe(id);
  }
});

test("[UX-03] so are the pages of administration and what is begun on them", () => {
  const done: string[] = [];
  const ways = { open: (page: string) => done.push(page), begin: (action: string) => done.push(action) };
  for (const page of administrationPages) {
    const found = administrationEntries(wordsOf(t(`admin.${page}`)), "administrator", ways);
    found.find(({ id }) => id === `administration-${page}`)?.run();
    expect(done.splice(0)).toEqual([page]);
  }
  for (const [action, page] of Object.entries(administrationActions)) {
    const label = t(action as keyof typeof administrationActions);
    const found = administrationEntries(wordsOf(label), "administrator", ways);
    found.find(({ id }) => id === `administration-${action}`)?.run();
    expect(done.splice(0)).toEqual([page, action]);
  }
  expect(administrationEntries([], "support", ways).map(({ id }) => id)).toEqual(
    ["overview", "devices", "calls", "care", "mail", "jobs", "protection", "health"].map(
      (page) => `administration-${page}`,
    ),
  );
});
