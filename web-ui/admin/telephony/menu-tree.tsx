/** The menu as callers walk through it: each level with its keys, and where they lead. */

import { t } from "../../text/index.ts";
import { type Action, type Definition, levelName, unreached } from "./menu-definition.ts";

interface TreeProps {
  definition: Definition;
  chosen: string;
  onChoose: (level: string) => void;
}

export function MenuTree(props: TreeProps) {
  const { definition } = props;
  const stray = unreached(definition);
  return (
    <nav className="menu-tree" aria-label={t("telephony.menu.tree")}>
      <ul>
        <Branch {...props} id={definition.open} above={[]} />
        <Branch {...props} id={definition.closed} above={[]} />
        {stray.map((id) => (
          <Branch key={id} {...props} id={id} above={[]} note={t("telephony.menu.stray")} />
        ))}
      </ul>
    </nav>
  );
}

/** @param props.above the levels that led here: one that leads back is not drawn again */
function Branch(props: TreeProps & { id: string; above: readonly string[]; press?: string; note?: string }) {
  const { definition, id, above, press, note } = props;
  const level = definition.menus[id];
  if (!level) return null;
  const inCircle = above.includes(id);
  return (
    <li>
      <button
        type="button"
        className="bare menu-node"
        aria-current={props.chosen === id}
        onClick={() => props.onChoose(id)}
      >
        {press && <span className="key-name number">{press}</span>}
        <span className="truncate">{levelName(definition, id)}</span>
        {note && <span className="secondary">{note}</span>}
      </button>
      {!inCircle && level.keys.length > 0 && (
        <ul>
          {level.keys.map(({ key, action }) =>
            action.kind === "menu" ? (
              <Branch
                key={key}
                definition={definition}
                chosen={props.chosen}
                onChoose={props.onChoose}
                id={action.menu}
                above={[...above, id]}
                press={key}
              />
            ) : (
              <li key={key} className="menu-leaf secondary">
                <span className="key-name number">{key}</span>
                <span className="truncate">{leafText(action)}</span>
              </li>
            ),
          )}
        </ul>
      )}
    </li>
  );
}

const leafText = (action: Action): string =>
  action.kind === "dial"
    ? `${t("telephony.action.dial")} ${action.number}`
    : t(`telephony.action.${action.kind}`);
