/** Which fields the appliance refused, and what each needs. */
import type { FieldProblem } from "../../appliance/platform/index.ts";
import { t } from "../text/index.ts";
import "../text/problems.ts";

export default function FieldProblems({ problems }: { problems: readonly FieldProblem[] }) {
  const texts = problems.map(({ field, code, values }) => t(`problem.${code}`, { field, ...values }));
  return [...new Set(texts)].map((text) => <p key={text}>{text}</p>);
}
