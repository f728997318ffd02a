import { defineConfig } from "drizzle-kit";

/** `bun run migrations` writes what changed in the rooms' schemas. The key service has a file of its own. */
export default process.env.HEARTH_SCHEMA === "keys"
  ? defineConfig({
      dialect: "sqlite",
      casing: "snake_case",
      schema: "./appliance/keys/schema.ts",
      out: "./appliance/keys/migrations",
    })
  : defineConfig({
      dialect: "sqlite",
      casing: "snake_case",
      schema: "./appliance/!(keys)/**/schema.ts",
      out: "./appliance/platform/migrations",
    });
