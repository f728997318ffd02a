/** The person's teams and tags, with their names in the clear. */
import type { Tag, Team } from "../../appliance/messaging/index.ts";
import { api, call } from "../api/client.ts";
import { decryptContent, encryptContent } from "../crypto/content.ts";
import type { Keyring } from "../crypto/keyring.ts";
import { Signal } from "./signal.ts";
import type { Ask } from "./vault.ts";

export interface TeamView extends Omit<Team, "spaces"> {
  /** `title` in the clear. */
  spaces: Team["spaces"];
}

/** `name` in the clear. */
export type TagView = Tag;

export class TeamStore {
  readonly teams = new Signal<ReadonlyMap<string, TeamView>>(new Map());
  readonly tags = new Signal<ReadonlyMap<string, TagView>>(new Map());
  /** Whose people and spaces are shown. */
  readonly opened = new Signal<string | undefined>(undefined);
  readonly #keyring: Keyring;
  readonly #me: string;

  readonly #ask: Ask;

  /** @param ask how to load when told to without saying how */
  constructor(keyring: Keyring, me: string, ask: Ask) {
    this.#keyring = keyring;
    this.#me = me;
    this.#ask = ask;
  }

  async load(ask: Ask): Promise<void> {
    await Promise.all([this.loadTeams(ask), this.loadTags(ask)]);
  }

  async loadTeams(ask = this.#ask): Promise<void> {
    const { teams } = await ask("teams", () => call(api.teams.$get()));
    const views = await Promise.all(teams.map((team) => this.#viewTeam(team)));
    this.teams.set(new Map(views.map((team) => [team.id, team])));
  }

  async loadTags(ask = this.#ask): Promise<void> {
    const { tags } = await ask("tags", () => call(api.tags.$get()));
    const views = await Promise.all(
      tags.map(async (tag) => ({ ...tag, name: await this.#open(tag.name, { sp: this.#me, mid: tag.id }) })),
    );
    this.tags.set(new Map(views.map((tag) => [tag.id, tag])));
  }

  async createTeam(name: string, members: string[], colour: number): Promise<string> {
    const id = crypto.randomUUID();
    const key = await this.#keyring.create();
    const sealed = await encryptContent(this.#keyring, key, { sp: id }, name);
    await call(api.teams.$post({ json: { id, key, name: sealed, colour, members } }));
    await this.loadTeams();
    return id;
  }

  async renameTeam(team: TeamView, name: string): Promise<void> {
    const sealed = await encryptContent(this.#keyring, team.key, { sp: team.id }, name);
    await call(api.teams[":id"].$patch({ param: { id: team.id }, json: { name: sealed, key: team.key } }));
  }

  /** Puts a space into a team, under its title; or out of all teams. */
  async place(space: string, title: string, team: TeamView | undefined): Promise<void> {
    const place = team && {
      team: team.id,
      key: team.key,
      title: await encryptContent(this.#keyring, team.key, { sp: space }, title),
    };
    await call(api.spaces[":id"].team.$put({ param: { id: space }, json: { place: place ?? null } }));
  }

  async change(id: string, json: { colour?: number; archived?: boolean }): Promise<void> {
    await call(api.teams[":id"].$patch({ param: { id }, json }));
  }

  async join(team: string, space: string): Promise<void> {
    await call(api.teams[":id"].spaces[":space"].$post({ param: { id: team, space } }));
  }

  async createTag(name: string): Promise<string> {
    const id = crypto.randomUUID();
    await this.renameTag(id, name);
    return id;
  }

  async renameTag(id: string, name: string): Promise<void> {
    const key = await this.#keyring.personal();
    const sealed = await encryptContent(this.#keyring, key, { sp: this.#me, mid: id }, name);
    await call(api.tags[":id"].$put({ param: { id }, json: { name: sealed } }));
    await this.loadTags();
  }

  async removeTag(id: string): Promise<void> {
    await call(api.tags[":id"].$delete({ param: { id } }));
    await this.loadTags();
  }

  /** Puts a tag on a space or a message in it, or takes it off. */
  async toggleTag(id: string, subject: string, space: string): Promise<void> {
    const tag = this.tags.value.get(id);
    if (!tag) return;
    const others = tag.subjects.filter((tagged) => tagged.subject !== subject);
    const on = others.length < tag.subjects.length;
    const subjects = on ? others : [...others, { subject, space }];
    this.tags.update((old) => new Map(old).set(id, { ...tag, subjects }));
    const path = api.tags[":id"].subjects[":subject"];
    try {
      await (on
        ? call(path.$delete({ param: { id, subject } }))
        : call(path.$put({ param: { id, subject }, json: { space } })));
    } catch (error) {
      this.tags.update((old) => new Map(old).set(id, tag));
      throw error;
    }
    await this.loadTags();
  }

  /** The names of the tags on a space or a message. */
  tagsOn(subject: string): TagView[] {
    return [...this.tags.value.values()].filter(({ subjects }) =>
      subjects.some((tagged) => tagged.subject === subject),
    );
  }

  async #viewTeam(team: Team): Promise<TeamView> {
    const name = await this.#open(team.name, { sp: team.id });
    const spaces = await Promise.all(
      team.spaces.map(async (space) => ({
        ...space,
        title: await this.#open(space.title, { sp: space.id }),
      })),
    );
    return { ...team, name, spaces };
  }

  #open(sealed: string, binding: { sp: string; mid?: string }): Promise<string> {
    return decryptContent(this.#keyring, sealed, binding).then(String, () => "");
  }
}
