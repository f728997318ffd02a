/** The phone book over HTTPS, for telephones: the key in the address says whose it is. */
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import type { Calling } from "../../calling/index.ts";
import { type HttpEnv, query } from "../../platform/index.ts";
import type { Sip } from "../../sip/index.ts";
import type { Guesses } from "../guesses.ts";
import type { BookEntry, PhoneBook } from "./entries.ts";
import { ciscoDirectory, ciscoMenu, ciscoSearch, polyDirectory, yealinkDirectory } from "./pages.ts";

interface ReaderEnv extends HttpEnv {
  Variables: HttpEnv["Variables"] & { reader: string; book: string };
}

const typed = z.string().max(100).default("");
const search = query(
  z.object({ name: typed, number: typed, from: z.coerce.number().int().min(0).default(0) }),
);
const words = query(z.object({ q: typed }));

export interface PhoneBookParts {
  sip: Sip;
  book: PhoneBook;
  calling: Calling;
  guesses: Guesses;
  /** Where the appliance is, as in `https://hearth.example.org`. */
  url: () => string;
}

export function phoneBookRoutes({ sip, book, calling, guesses, url }: PhoneBookParts) {
  const reader: MiddlewareHandler<ReaderEnv> = async (c, next) => {
    const key = c.req.param("key") ?? "";
    const personId = sip.devices.bookReader(key);
    if (personId === undefined) throw guesses.missed(c.env.remoteAddress);
    c.set("reader", personId);
    c.set("book", `${url()}/phones/${key}`);
    c.header("Cache-Control", "private, no-store");
    await next();
  };
  const xml = (c: Context<ReaderEnv>, text: string) =>
    c.body(text, 200, { "Content-Type": "text/xml; charset=utf-8" });
  const everything = (c: Context<ReaderEnv>, wanted: string): BookEntry[] => [
    ...book.contactsOf(c.get("reader"), wanted),
    ...book.search(wanted),
  ];
  return new Hono<ReaderEnv>()
    .use("/:key/*", reader)
    .get("/:key/cisco", (c) => {
      const at = c.get("book");
      const items = [
        { name: "Organisation", url: `${at}/cisco/search` },
        { name: "My contacts", url: `${at}/cisco/contacts` },
        { name: "My calls", url: `${at}/cisco/calls` },
      ];
      return xml(c, ciscoMenu("Phone book", items));
    })
    .get("/:key/cisco/search", (c) => xml(c, ciscoSearch("Organisation", `${c.get("book")}/cisco/people`)))
    .get("/:key/cisco/people", search, (c) => {
      const { name, number, from } = c.req.valid("query");
      const next = (at: number) =>
        `${c.get("book")}/cisco/people?${new URLSearchParams({ name, number, from: String(at) })}`;
      return xml(c, ciscoDirectory("Organisation", book.search(name, number), from, next));
    })
    .get("/:key/cisco/contacts", search, (c) => {
      const next = (at: number) => `${c.get("book")}/cisco/contacts?from=${at}`;
      const own = book.contactsOf(c.get("reader"));
      return xml(c, ciscoDirectory("My contacts", own, c.req.valid("query").from, next));
    })
    .get("/:key/cisco/calls", search, (c) => {
      const next = (at: number) => `${c.get("book")}/cisco/calls?from=${at}`;
      const calls = calling
        .history(c.get("reader"))
        .map(({ peerName, peerNumber }) => ({ name: peerName, number: peerNumber }));
      return xml(c, ciscoDirectory("My calls", calls, c.req.valid("query").from, next));
    })
    .get("/:key/yealink", words, (c) => xml(c, yealinkDirectory(everything(c, c.req.valid("query").q))))
    .get("/:key/poly", words, (c) => xml(c, polyDirectory(everything(c, c.req.valid("query").q))));
}
