/** Who, and what of the house, answers at which number: no two have the same. */
import type { Directory } from "../../people/index.ts";
import type { Clock, Database, EventLog } from "../../platform/index.ts";
import { Attendants } from "../attendants/attendants.ts";
import { Groups } from "../groups/groups.ts";
import { SharedLines } from "../lines/shared-lines.ts";
import type { Members } from "../members/members.ts";
import type { Voices } from "../prompts/voices.ts";
import type { Service } from "../services/service.ts";
import type { HouseSounds } from "../sounds/house-sounds.ts";

/** So many people can be asked for by name. */
const mostNames = 10_000;

export interface NumberingParts {
  db: Database;
  events: EventLog;
  clock: Clock;
  directory: Directory;
  members: Members;
  voices: Voices;
  sounds: HouseSounds;
}

export class Numbering {
  readonly groups: Groups;
  readonly sharedLines: SharedLines;
  readonly attendants: Attendants;
  /** What the house answers itself; of two that answer at a number the first does. */
  readonly services: Service[] = [];
  readonly #members: Members;

  constructor(parts: NumberingParts) {
    const { directory } = parts;
    const isFree = (number: string, except: string | undefined): boolean =>
      this.personAt(number) === undefined && !this.answersElse(number, except);
    const people = () =>
      directory
        .search("", mostNames)
        .flatMap(({ name, extension }) => (extension ? [{ name, number: extension }] : []));
    this.#members = parts.members;
    this.groups = new Groups({ ...parts, isFree });
    this.sharedLines = new SharedLines({ ...parts, isFree });
    this.attendants = new Attendants({ ...parts, isFree, people });
  }

  /** Whose extension or address this is. */
  readonly personAt = (number: string): string | undefined => this.#members.dialled(number)?.person.id;

  /**
   * Whether something other than a person answers there: a group, a line, a menu, a service.
   * @param except id of the group, line or menu that is not asked
   */
  answersElse(number: string, except?: string): boolean {
    const { groups, sharedLines, attendants } = this;
    const known = [...groups.all, ...sharedLines.all, ...attendants.all];
    return (
      known.some((one) => one.id !== except && one.number === number) ||
      this.services.some(
        (service) => service !== attendants.service && service.answersAt(number) !== undefined,
      )
    );
  }
}
