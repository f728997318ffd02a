/** The colours of teams, by number. */
import type { CSSProperties } from "react";

export const teamColours = [
  "#c63f18",
  "#8a5a12",
  "#4f6d2c",
  "#22705f",
  "#2b6591",
  "#5457a6",
  "#85458f",
  "#a33e63",
];

export const teamTint = (colour: number): CSSProperties =>
  ({ "--tint": teamColours[colour % teamColours.length] }) as CSSProperties;
