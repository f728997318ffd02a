/** Whatever is wrong with a field has a code, and no schema of the house speaks English by itself. */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { Glob } from "bun";
import { z } from "zod";
import { enProblems } from "../../web-ui/text/en-problems.ts";
import { type FieldProblemCode, fieldProblem, fieldProblemCodes, problemOf, says } from "./field-problems.ts";

const codesOf = (schema: z.ZodType, input: unknown) =>
  schema
    .safeParse(input)
    .error?.issues.map(problemOf)
    .map(({ code, values }) => [code, values]);

describe("[UX-05] a field's problem", () => {
  test.each<[string, z.ZodType, unknown, FieldProblemCode, Readonly<Record<string, string | number>>]>([
    ["what is left out", z.object({ a: z.string() }), {}, "missing", {}],
    ["another kind", z.string(), 4, "kind", {}],
    ["a part of a number", z.number().int(), 1.5, "whole", {}],
    ["nothing", z.string().min(1), "", "empty", {}],
    ["a few characters", z.string().min(10), "nine", "short", { least: 10 }],
    ["many characters", z.string().max(3), "four", "long", { most: 3 }],
    ["a small number", z.number().min(1), 0, "small", { least: 1 }],
    ["a large number", z.number().max(9), 10, "large", { most: 9 }],
    ["few entries", z.array(z.string()).min(2), ["a"], "few", { least: 2 }],
    ["many entries", z.array(z.string()).max(1), ["a", "b"], "many", { most: 1 }],
    ["no choice", z.enum(["a", "b"]), "c", "choice", {}],
    ["no address", z.email(), "nobody", "email", {}],
    ["no id", z.uuid(), "nobody", "form", {}],
    ["another field", z.strictObject({}), { more: 1, less: 2 }, "unknown", { names: "more, less" }],
    ["neither", z.union([z.string(), z.number()]), null, "form", {}],
    [
      "one's own",
      z.string().regex(/^\d{2,4}$/, says("digits", { least: 2, most: 4 })),
      "1",
      "digits",
      { least: 2, most: 4 },
    ],
    ["one's own, of a whole", z.string().refine(() => false, says("host")), "", "host", {}],
  ])("of %s has a code", (_, schema, input, code, values) => {
    expect(codesOf(schema, input)).toEqual([[code, values]]);
  });

  test("names the field by its path, and is English for whoever has no app", () => {
    const schema = z.object({ menus: z.array(z.object({ title: z.string() })) });
    const [issue] = schema.safeParse({ menus: [{}] }).error?.issues ?? [];
    expect(issue && problemOf(issue)).toEqual({
      field: "menus.0.title",
      code: "missing",
      values: {},
      problem: "“menus.0.title” is missing.",
    });
    expect(fieldProblem("pin", "digits", { least: 4, most: 12 }).problem).toBe("4 to 12 digits.");
  });

  test("has a text in the catalogue, and each such text a problem", () => {
    const texts = fieldProblemCodes.map((code) => `problem.${code}`);
    expect(Object.keys(enProblems).toSorted()).toEqual(texts.toSorted());
  });

  test("is a code wherever a schema of the house checks by itself", async () => {
    const spoken: string[] = [];
    const house = join(import.meta.dir, "..");
    for await (const path of new Glob("**/*.ts").scan(house)) {
      if (path.endsWith(".test.ts") || path === "platform/config.ts") continue; // the file's errors go to the console
      const source = await Bun.file(join(house, path)).text();
      const checks = source.replace(/errorTable\(\{[\s\S]*?\n\}\)/g, "");
      if (checks.includes('from "zod"')) spoken.push(...sentencesIn(path, checks));
    }
    expect(spoken).toEqual([]);
  });
});

/** Sentences that are given to a check as they stand, or as its message: what zod would say instead of a code. */
const sentencesIn = (path: string, source: string): string[] =>
  [
    ...source.matchAll(
      /\.(?:regex|refine|min|max|length|union|enum|email|url|superRefine|check|addIssue|message:)\b[^;]*?[(,]\s*(["'`][A-Z][^"'`\n]*\.["'`])\s*[,)]|\bmessage: (["'`][A-Z][^"'`\n]*\.["'`])/g,
    ),
  ].map(([, given, message]) => `${path}: ${given ?? message}`);
