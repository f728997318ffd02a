/** Tools, colours and ways back, above the page. */
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowUpRight,
  IconEraser,
  IconHighlight,
  IconLetterT,
  IconLine,
  IconPencil,
  IconSquare,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { t } from "../../text/index.ts";
import { type Thickness, type Tool, thicknesses, tools } from "./marks.ts";

export const colours = {
  red: "#d92d20",
  orange: "#f08c00",
  yellow: "#f5c400",
  green: "#1e9e5a",
  blue: "#1f6feb",
  black: "#1a1a1a",
  white: "#ffffff",
} as const;
export type ColourName = keyof typeof colours;
const colourNames = Object.keys(colours) as ColourName[];

export interface Choice {
  tool: Tool;
  colour: ColourName;
  thickness: Thickness;
}

const icons: Readonly<Record<Tool, ReactNode>> = {
  pen: <IconPencil size={20} />,
  highlighter: <IconHighlight size={20} />,
  line: <IconLine size={20} />,
  arrow: <IconArrowUpRight size={20} />,
  rectangle: <IconSquare size={20} />,
  text: <IconLetterT size={20} />,
  eraser: <IconEraser size={20} />,
};

interface ToolbarProps {
  choice: Choice;
  onChoose: (choice: Choice) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
}

export function Toolbar({ choice, onChoose, undo, redo }: ToolbarProps) {
  return (
    <div className="annotate-tools" role="toolbar" aria-label={t("annotate.tools")}>
      <div>
        {tools.map((tool) => (
          <ToolButton
            key={tool}
            label={t(`annotate.tool.${tool}`)}
            pressed={tool === choice.tool}
            onPress={() => onChoose({ ...choice, tool })}
          >
            {icons[tool]}
          </ToolButton>
        ))}
      </div>
      <div>
        {colourNames.map((colour) => (
          <ToolButton
            key={colour}
            label={t(`annotate.colour.${colour}`)}
            pressed={colour === choice.colour}
            onPress={() => onChoose({ ...choice, colour })}
          >
            <span className="annotate-colour" style={{ background: colours[colour] }} />
          </ToolButton>
        ))}
      </div>
      <div>
        {thicknesses.map((thickness, index) => (
          <ToolButton
            key={thickness}
            label={t(`annotate.thickness.${thickness}`)}
            pressed={thickness === choice.thickness}
            onPress={() => onChoose({ ...choice, thickness })}
          >
            <span className="annotate-thickness" style={{ height: 2 + index * 3 }} />
          </ToolButton>
        ))}
      </div>
      <div>
        <ToolButton label={t("annotate.undo")} onPress={undo}>
          <IconArrowBackUp size={20} />
        </ToolButton>
        <ToolButton label={t("annotate.redo")} onPress={redo}>
          <IconArrowForwardUp size={20} />
        </ToolButton>
      </div>
    </div>
  );
}

interface ToolButtonProps {
  label: string;
  pressed?: boolean;
  /** Undefined where there is nothing to do. */
  onPress: (() => void) | undefined;
  children: ReactNode;
}

function ToolButton({ label, pressed, onPress, children }: ToolButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      disabled={!onPress}
      onClick={onPress}
    >
      {children}
    </button>
  );
}
