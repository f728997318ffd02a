import { expect, test } from "bun:test";
import { Conversations, mostConversations } from "./conversations.ts";

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
