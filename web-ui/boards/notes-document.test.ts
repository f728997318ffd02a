/** Notes that several people write at once come out alike everywhere, and nothing that was written is lost. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { Doc, encodeStateAsUpdate } from "yjs";
import { toBase64Url } from "../crypto/encoding.ts";
import { differenceOf, NotesDocument } from "./notes-document.ts";

const letters = fc.string({
  unit: fc.constantFrom("a", "b", "\n", "ö", "😀", "😁", "👍🏽", "א"),
  maxLength: 12,
});
const applied = (before: string, { at, removed, inserted }: ReturnType<typeof differenceOf>) =>
  before.slice(0, at) + inserted + before.slice(at + removed);

test("[GN-14] what differs is one piece, with whole characters at both ends", () => {
  expect(differenceOf("aaa", "aaaa", 2)).toEqual({ at: 1, removed: 0, inserted: "a" });
  expect(differenceOf("one two", "one 😀 two", 7)).toEqual({ at: 4, removed: 0, inserted: "😀 " });
  expect(differenceOf("a😀b", "a😁b", 3)).toEqual({ at: 1, removed: 2, inserted: "😁" });
  fc.assert(
    fc.property(letters, letters, fc.nat(12), (before, after, caret) => {
      const difference = differenceOf(before, after, Math.min(caret, after.length));
      expect(applied(before, difference)).toBe(after);
      expect(difference.inserted.isWellFormed()).toBe(true);
    }),
  );
});

/** What somebody writes: these letters in place of some. */
const edit = fc.record({ who: fc.nat(2), at: fc.nat(40), removes: fc.nat(4), text: letters });

test("[GN-14] three people who write at once, with a connection or without, read the same in the end", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ edit, meets: fc.boolean() }), { maxLength: 30 }), (steps) => {
      const people = [0, 1, 2].map(() => new NotesDocument());
      const log: { who: number; change: unknown }[] = [];
      const seen = [0, 0, 0];
      const meet = (who: number) => {
        const change = people[who]?.takeOwn();
        if (change) log.push({ who, change: JSON.parse(JSON.stringify(change)) });
        for (const entry of log.slice(seen[who])) if (entry.who !== who) people[who]?.receive(entry.change);
        seen[who] = log.length;
      };
      for (const {
        edit: { who, at, removes, text },
        meets,
      } of steps) {
        const notes = people[who];
        if (!notes) continue;
        const characters = [...notes.text];
        characters.splice(Math.min(at, characters.length), removes, text);
        const after = characters.join("");
        notes.type(after, after.length);
        expect(notes.text).toBe(after);
        if (meets) meet(who);
      }
      for (const who of [0, 1, 2, 0, 1, 2]) meet(who);
      const later = new NotesDocument();
      later.receive(people[0]?.everything());
      expect(new Set([...people, later].map(({ text }) => text)).size).toBe(1);
    }),
  );
});

test("[GN-14] undoing takes back one's own words only", () => {
  const [mine, theirs] = [new NotesDocument(), new NotesDocument()];
  mine.type("mine ", 5);
  theirs.receive(mine.takeOwn());
  theirs.type("mine theirs", 11);
  mine.receive(theirs.takeOwn());
  mine.undo();
  expect(mine.text).toBe("theirs");
  mine.redo();
  expect(mine.text).toBe("mine theirs");
});

test("[GN-14] a place stays between its letters, whatever is written before it", () => {
  const [mine, theirs] = [new NotesDocument(), new NotesDocument()];
  mine.type("one two", 7);
  theirs.receive(mine.everything());
  const place = mine.placeOf(4);
  theirs.type("zero one two", 5);
  mine.receive(theirs.takeOwn());
  expect(mine.indexOf(place)).toBe(9);
});

test("[GN-14] [SE-05] what is no change of notes changes nothing, and what is no letter is taken out", () => {
  const notes = new NotesDocument();
  notes.type("kept", 4);
  const rubbish = [null, 7, "x", [], {}, { update: 7 }, { update: "a" }, { update: "!!" }, { elements: [] }];
  for (const wrong of rubbish) notes.receive(wrong);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      notes.receive({ update: toBase64Url(bytes) });
      expect(notes.text).toBe("kept");
    }),
  );
});

/** What a member's own client may put where the letters are. */
const hostile = (fill: (doc: Doc) => void) => {
  const doc = new Doc();
  fill(doc);
  return { update: toBase64Url(encodeStateAsUpdate(doc)) };
};

for (const [what, change] of [
  ["a picture", hostile((doc) => doc.getText("notes").insertEmbed(0, { image: "https://example.org/" }))],
  ["a list", hostile((doc) => doc.getArray("notes").insert(0, [1, { two: 2 }, "three"]))],
  ["another document", hostile((doc) => doc.getArray("notes").insert(0, [new Doc()]))],
  ["carriage returns", hostile((doc) => doc.getText("notes").insert(0, "\r\r"))],
] as const)
  test(`[GN-14] [SE-05] ${what} among the letters is taken out, and shifts none of them`, () => {
    const notes = new NotesDocument();
    notes.type("hello world", 11);
    notes.receive(change);
    expect(notes.text).toBe("hello world");
    notes.type("hello world!", 12);
    notes.type("hello world!?", 13);
    expect(notes.text).toBe("hello world!?");
    const other = new NotesDocument();
    other.receive(change);
    other.receive(notes.everything());
    expect(other.text).toBe("hello world!?");
  });
