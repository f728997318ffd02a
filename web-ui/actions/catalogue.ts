/** Every command of the app: its name, its group, its keys. Palette, shortcuts and their sheet all read this. */
import type { TextKey } from "../text/index.ts";

/** Where its keys are heard: anywhere, on a row of the list of spaces, on a message, on one that was refused, in the composer. */
export type Scope = "app" | "row" | "message" | "refused" | "composer";

export interface Command {
  id: string;
  scope: Scope;
  label: TextKey;
  group: TextKey;
  /** As in `mod+k` or `g h` (one after the other); `mod` is Ctrl, or Cmd on a Mac. Empty for none. */
  keys: string;
}

interface CommandOf<Id extends string, Where extends Scope> extends Command {
  id: Id;
  scope: Where;
}

const command =
  <const Where extends Scope>(scope: Where, group: TextKey) =>
  <const Id extends string>(id: Id, label: TextKey, keys: string): CommandOf<Id, Where> => ({
    id,
    scope,
    label,
    group,
    keys,
  });

const go = command("app", "actions.go");
const list = command("app", "actions.list");
const row = command("row", "actions.list");
const space = command("app", "actions.space");
const app = command("app", "actions.app");
const message = command("message", "actions.message");
const refused = command("refused", "actions.message");
const composer = command("composer", "actions.composer");

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
  row("row.up", "keys.favourite.up", "alt+shift+arrowup"),
  row("row.down", "keys.favourite.down", "alt+shift+arrowdown"),
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
  message("message.next", "keys.message.next", "j"),
  message("message.previous", "keys.message.previous", "k"),
  message("message.react", "message.react", ":"),
  message("message.reply", "message.reply", "r"),
  message("message.edit", "message.edit", "e"),
  message("message.quote", "message.quote", "q"),
  message("message.flag", "message.flag", "f"),
  message("message.tag", "message.tag", "t"),
  message("message.copy", "message.copy", "c"),
  message("message.link", "message.link", "l"),
  message("message.history", "message.history", "h"),
  message("message.delete", "message.delete", "delete"),
  refused("refused.retry", "action.retry", "r"),
  refused("refused.copy", "message.copy", "c"),
  refused("refused.discard", "message.discard", "delete"),
  composer("composer.send", "composer.send", "enter"),
  composer("composer.newline", "keys.newline", "shift+enter"),
  composer("composer.edit-last", "keys.edit.last", "arrowup"),
  composer("composer.stop", "keys.stop", "escape"),
  composer("composer.mention", "composer.mention", "alt+a"),
  composer("composer.bold", "keys.bold", "mod+b"),
  composer("composer.italic", "keys.italic", "mod+i"),
  composer("composer.strike", "keys.strike", "mod+shift+x"),
  composer("composer.code", "keys.code", "mod+e"),
  composer("composer.block", "keys.block", "mod+shift+c"),
  composer("composer.numbers", "keys.numbers", "mod+shift+7"),
  composer("composer.bullets", "keys.bullets", "mod+shift+8"),
  composer("composer.quotation", "keys.quotation", "mod+shift+9"),
] as const;

export type CommandId = (typeof commands)[number]["id"];

/** Ids of the commands whose keys are heard there. */
export type CommandIn<Where extends Scope> = Extract<(typeof commands)[number], { scope: Where }>["id"];
