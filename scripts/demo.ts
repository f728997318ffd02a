/** An appliance with an organisation in it, to look around: people, spaces, conversations. */
import { orExit, run } from "../appliance/main.ts";
import { admin, fillDemo } from "./demo-content.ts";

await orExit(async () => {
  const appliance = await run();
  if (appliance.setupCode) await fillDemo(appliance.url, appliance.setupCode);
  process.stdout.write(`Sign in as ${admin.email} with the password "${admin.password}".\n`);
});
