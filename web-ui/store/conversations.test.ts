import { expect, test } from "bun:test";
import { Conversations, mostConversations, mostPrepared, preparedIn } from "./conversations.ts";

test("[UX-07] the latest conversations are held, and those that are wanted, however many were opened", () => {
  const conversations = new Conversations<{ name: string; isWanted: boolean }>();
  const open = (name: string, isWanted = false) => conversations.use(name, () => ({ name, isWanted }));
  const [first, looked, second] = [open("first"), open("looked at", true), open("second")];
  for (let index = 0; index < 600; index++) {
    open(`space ${index}`);
    if (index % 10 === 0) expect(open("second")).toBe(second);
  }
  expect(conversations.all()).toHaveLength(mostConversations);
  expect(conversations.find("looked at")).toBe(looked);
  expect(conversations.find("first")).toBeUndefined();
  expect(open("first")).not.toBe(first);
  looked.isWanted = false;
  for (let index = 0; index < mostConversations; index++) open(`later ${index}`);
  expect(conversations.find("looked at")).toBeUndefined();
});

test("[UX-07] what is wanted stays, though there is too much of it", () => {
  const conversations = new Conversations<{ isWanted: boolean }>();
  for (let index = 0; index < 2 * mostConversations; index++)
    conversations.use(`space ${index}`, () => ({ isWanted: true }));
  expect(conversations.all()).toHaveLength(2 * mostConversations);
});

test("[UX-07] hovering pushes out what was only hovered over, and what was let go is known as such", () => {
  const conversations = new Conversations<{ isWanted: boolean }>();
  const make = () => ({ isWanted: false });
  const read = Array.from({ length: mostConversations }, (_, index) => `read ${index}`);
  for (const name of read) conversations.use(name, make);
  for (let index = 0; index < mostPrepared; index++) conversations.prepare(`hovered ${index}`, make, index);
  expect(read.filter((name) => !conversations.find(name))).toEqual(["read 0"]);
  expect(conversations.all()).toHaveLength(mostConversations);
  const last = conversations.find(`hovered ${mostPrepared - 1}`);
  expect(last).toBeDefined();
  expect(conversations.find("hovered 0")).toBeUndefined();
  expect(conversations.wasLetGo("hovered 0")).toBe(true);
  expect(conversations.wasLetGo("read 0")).toBe(true);
  expect(conversations.wasLetGo("never")).toBe(false);
  conversations.use("read 0", make);
  expect(conversations.wasLetGo("read 0")).toBe(false);
  expect(conversations.find(`hovered ${mostPrepared - 1}`)).toBeUndefined();
});

test("[UX-07] hovering down a long list asks for some, then for no more until a while has passed", () => {
  const conversations = new Conversations<{ isWanted: boolean }>();
  const make = () => ({ isWanted: false });
  const prepare = (name: string, at: number) => conversations.prepare(name, make, at);
  for (let index = 0; index < mostPrepared; index++) expect(prepare(`hovered ${index}`, 0)).toBeDefined();
  expect(prepare("one more", 1)).toBeUndefined();
  expect(prepare("hovered 3", 1)).toBe(conversations.find("hovered 3"));
  expect(prepare("one more", preparedIn)).toBeDefined();
});
