/** What a screen reader would say of the element that has the focus: its name, its role, its states. */
import type { CDPSession, Page } from "playwright-core";

/** The element that has the focus, or the one that it points at, as an option of a list below a field. */
const focused = `(() => {
  const active = document.activeElement;
  const id = active?.getAttribute("aria-activedescendant");
  return (id && document.getElementById(id)) || active;
})()`;

/** States that are said where they are so, or where they are not. */
const said: Readonly<Record<string, readonly [when: unknown, words: string][]>> = {
  checked: [
    ["true", "checked"],
    ["false", "not checked"],
  ],
  selected: [[true, "selected"]],
  expanded: [
    [true, "expanded"],
    [false, "collapsed"],
  ],
  pressed: [
    ["true", "pressed"],
    ["false", "not pressed"],
  ],
  required: [[true, "required"]],
  invalid: [["true", "invalid"]],
  disabled: [[true, "unavailable"]],
};

export class Ear {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async at(page: Page): Promise<Ear> {
    const session = await page.context().newCDPSession(page);
    await session.send("Accessibility.enable");
    return new Ear(session);
  }

  /** As "Password, textbox, required"; a description comes last. */
  async hears(): Promise<string> {
    const { result } = await this.#session.send("Runtime.evaluate", { expression: focused });
    if (!result.objectId) return "";
    const tree = { objectId: result.objectId, fetchRelatives: false };
    const { nodes } = await this.#session.send("Accessibility.getPartialAXTree", tree);
    const [node] = nodes;
    const states = (node?.properties ?? []).flatMap(({ name, value }) =>
      (said[name] ?? []).flatMap(([when, words]) => (value.value === when ? [words] : [])),
    );
    const [name, role, description] = [node?.name, node?.role, node?.description].map((one) => one?.value);
    const isNews = description && !`${name}`.includes(`${description}`); // what says nothing new is not said
    return [name ?? "", role ?? "", ...states, ...(isNews ? [description] : [])].join(", ");
  }
}
