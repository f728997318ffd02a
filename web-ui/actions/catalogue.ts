/** Every command of the app: its name, its group, its keys. Palette, shortcuts and their sheet all read this. */
import type { TextKey } from "../text/index.ts";

export interface Command {
  id: string;
  label: TextKey;
  group: TextKey;
  /** As in `mod+k` or `g h` (one after the other); `mod` is Ctrl, or Cmd on a Mac. Empty for none. */
  keys: string;
}

const command = (group: TextKey) => (id: string, label: TextKey, keys: string) =>
  ({ id, label, group, keys }) as const satisfies Command;

const go = command("actions.go");
const list = command("actions.list");
const space = command("actions.space");
const app = command("actions.app");

export const commands = [
  app("app.palette", "action.palette", "mod+k"),
  app("app.search", "action.search", "/"),
  app("app.shortcuts", "shortcuts.title", "?"),
  go("go.home", "nav.spaces", "g h"),
  go("go.people", "nav.people", "g d"),
  go("go.calls", "nav.calls", "g k"),
  go("go.notifications", "notices.title", "g n"),
  go("go.flagged", "flagged.title", "g l"),
  go("go.tags", "tags.title", "g t"),
  go("go.files", "files.all", "g a"),
  go("go.settings", "nav.settings", "g s"),
  go("go.admin", "nav.admin", "g x"),
  list("list.new-space", "spaces.new", "c"),
  list("list.new-team", "team.new", "C"),
  list("list.ask", "care.ask", "A"),
  list("list.next", "action.space.next", "alt+arrowdown"),
  list("list.previous", "action.space.previous", "alt+arrowup"),
  list("list.next-unread", "action.unread.next", "alt+n"),
  list("list.previous-unread", "action.unread.previous", "alt+p"),
  list("list.filter.unread", "filter.unread", "1"),
  list("list.filter.direct", "filter.direct", "2"),
  list("list.filter.favourites", "filter.favourites", "3"),
  list("list.filter.mentions", "filter.mentions", "4"),
  list("list.filter.flags", "filter.flags", "5"),
  list("list.filter.clear", "filter.clear", "0"),
  list("list.read-all", "action.read.all", "shift+escape"),
  list("list.notices-read", "notices.read.all", ""),
  space("space.meet", "space.meet", "g e"),
  space("space.message", "space.message", "g m"),
  space("space.call", "space.call", "g c"),
  space("space.board", "space.board", "g w"),
  space("space.people", "space.members", "g p"),
  space("space.files", "space.files", "g f"),
  space("space.write", "action.write", "i"),
  space("space.attach", "composer.attach", "U"),
  space("space.newest", "space.jump", "G"),
  space("space.date", "space.date", "D"),
  space("space.tags", "space.tags", "T"),
  space("space.favourite", "action.favourite", "s"),
  space("space.mute", "action.mute", "N"),
  space("space.read", "action.read", "M"),
  space("space.close-panel", "action.panel.close", "x"),
  space("space.leave", "space.leave", ""),
  app("app.theme.light", "action.theme.light", "o l"),
  app("app.theme.dark", "action.theme.dark", "o d"),
  app("app.theme.auto", "action.theme.auto", "o a"),
  app("app.contrast", "action.contrast", "o h"),
  app("app.density", "action.density", "o c"),
  app("app.sign-out", "settings.signout", ""),
] as const satisfies readonly Command[];

export type CommandId = (typeof commands)[number]["id"];

/** What is pressed inside the composer and on a message; their own components listen. */
export const composerKeys = [
  ["enter", "composer.send"],
  ["shift+enter", "keys.newline"],
  ["arrowup", "keys.edit.last"],
  ["escape", "keys.stop"],
  ["@", "composer.mention"],
  ["mod+b", "keys.bold"],
  ["mod+i", "keys.italic"],
  ["mod+shift+x", "keys.strike"],
  ["mod+e", "keys.code"],
  ["mod+shift+c", "keys.block"],
  ["mod+shift+7", "keys.numbers"],
  ["mod+shift+8", "keys.bullets"],
  ["mod+shift+9", "keys.quotation"],
] as const satisfies readonly (readonly [string, TextKey])[];

export const listKeys = [
  ["j", "keys.message.next"],
  ["k", "keys.message.previous"],
  ["alt+shift+arrowup", "keys.favourite.up"],
  ["alt+shift+arrowdown", "keys.favourite.down"],
] as const satisfies readonly (readonly [string, TextKey])[];
