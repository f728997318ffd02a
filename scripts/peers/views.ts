/** Every page of the app and its dialogs, in the order in which they can be gone through; over the demo's content. */
import type { Page } from "playwright-core";
import { call } from "../../web-ui/api/client.ts";
import { AppClient } from "./client.ts";
import { type NewPerson, openSpace, write } from "./steps.ts";

/** One grey pixel. */
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
  "base64",
);

/** Whom one may ask. @param admin who is its expert too */
export async function openDesk(url: string, admin: NewPerson): Promise<void> {
  const api = new AppClient(url);
  const person = await api.signIn(admin);
  const json = {
    name: "IT help",
    skills: [{ id: crypto.randomUUID(), name: "Printers" }],
    answerWithin: 120,
    experts: [{ person, skills: null, lead: true }],
  };
  await call(api.api.admin.care.desks[":id"].$put({ param: { id: crypto.randomUUID() }, json }));
}

export type View = readonly [name: string, open: (page: Page) => Promise<void>];

/** What has an address of its own: where each is found, and what tells that it is there. */
export const pages: readonly View[] = [
  ["home", at("/", "Product launch")],
  ["people", at("/people", "aiko@northwind.example")],
  ["calls", at("/calls", "Recent calls")],
  ["call settings", at("/calls?tab=settings", "Your phones")],
  ["contacts", at("/calls?tab=contacts", "No contacts yet.")],
  ["shared phones", at("/admin/places", "No place has a phone yet.")],
  ["voicemail", at("/calls?tab=voicemail", "Greeting")],
  ["files", at("/files", /All files/)],
  ["flagged", at("/flagged", /Flag/)],
  ["tags", at("/tags", /Tag/)],
  ["settings", at("/settings", "Where you are signed in")],
  ["overview", at("/admin/overview", /Everything is working|need/)],
  ["administration: people", at("/admin/people", "aiko@northwind.example")],
  ["administration: devices", at("/admin/devices", "Devices")],
  ["administration: calls", at("/admin/calls", "Captures")],
  ["administration: guests", at("/admin/guests", "Who may be a guest")],
  ["administration: care", at("/admin/care", "Care desks")],
  ["administration: messages", at("/admin/messages", "Editing and deleting")],
  ["administration: retention", at("/admin/retention", /hold/i)],
  ["administration: mail", at("/admin/mail", "Mail server")],
  ["notifications", at("/notifications", /Notifications/)],
  ["administration: trunks", at("/admin/trunks", "Other domains")],
  ["administration: groups", at("/admin/groups", "Shared lines")],
  ["administration: dialling", at("/admin/dialling", "Emergency numbers")],
  ["administration: spending", at("/admin/spending", "Prices")],
  ["administration: hold", at("/admin/hold", "Music on hold")],
  ["administration: jobs", at("/admin/jobs", /takes long/)],
  ["administration: protection", at("/admin/protection", "Requests from one address")],
  ["administration: health", at("/admin/health", "Trunks")],
];

/** What is opened from another, in this order. */
export const insideViews: readonly View[] = [
  [
    "space",
    async (page) => {
      await page.goto("/");
      await openSpace(page, "Product launch");
      await page.getByText("I will join by telephone").waitFor();
      await page
        .locator('input[type="file"]')
        .setInputFiles({ name: "plan.png", mimeType: "image/png", buffer: picture });
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByRole("button", { name: "Preview of plan.png" }).first().waitFor();
    },
  ],
  [
    "a file",
    async (page) => {
      await page.getByRole("button", { name: "Preview of plan.png" }).first().click();
      await page.getByRole("dialog").getByAltText("plan.png").waitFor();
    },
  ],
  [
    "drawing on it",
    async (page) => {
      await page.getByRole("button", { name: "Annotate" }).click();
      await page.getByRole("application").waitFor();
    },
  ],
  [
    "a space's people",
    async (page) => {
      for (const dialog of ["Annotate plan.png", "plan.png"])
        await page
          .getByRole("dialog", { name: dialog, exact: true })
          .getByRole("button", { name: "Close" })
          .click();
      await page.getByRole("button", { name: "People", exact: true }).click();
      await page
        .getByRole("textbox", { name: /Find|Add|invite/i })
        .first()
        .waitFor();
    },
  ],
  [
    "a space's whiteboards and notes",
    async (page) => {
      await page.goto("/");
      await openSpace(page, "Product launch");
      await page.getByRole("button", { name: "Whiteboard", exact: true }).click();
      await page.getByLabel("Name", { exact: true }).fill("Agenda");
    },
  ],
  [
    "notes",
    async (page) => {
      await page.getByRole("button", { name: "New notes" }).click();
      await page.getByRole("textbox", { name: "Notes" }).fill("# Agenda\n\n- [ ] what is next");
    },
  ],
  [
    "notes as they are read",
    async (page) => {
      await page.getByText("Read", { exact: true }).click();
      await page.getByRole("heading", { name: "Agenda", level: 1 }).last().waitFor();
    },
  ],
  [
    "a message that was refused",
    async (page) => {
      await page.goto("/");
      await openSpace(page, "Product launch");
      const error = { code: "space-archived", message: "This space is archived." };
      await page.route("**/app/spaces/*/messages", (route) =>
        route.request().method() === "POST"
          ? route.fulfill({ status: 409, json: { error } })
          : route.continue(),
      );
      await write(page, "Too late");
      await page.locator(".message.failed").last().getByRole("button", { name: "Discard" }).waitFor();
      await page.unrouteAll();
    },
  ],
  [
    "a team",
    async (page) => {
      const name = `Product ${page.viewportSize()?.width}`; // one a visitor: teams of one name are told apart by nobody
      await page.goto("/");
      await page.getByRole("button", { name: "New team" }).click();
      await page.getByLabel("Name of the team").fill(name);
      await page.getByRole("button", { name: "Create team" }).click();
      await page
        .getByRole("button", { name: `People and spaces of ${name}` })
        .last()
        .click();
      await page.getByRole("button", { name: "Archive team" }).waitFor();
    },
  ],
  [
    "asking for help",
    async (page) => {
      await page.goto("/");
      await page.getByRole("button", { name: "Ask for help" }).click();
      await page.getByLabel("Your question").waitFor();
    },
  ],
  [
    "a care desk",
    async (page) => {
      await page.goto("/admin/care");
      await page.getByRole("button", { name: /IT help/ }).click();
      await page.getByRole("textbox", { name: "Add an expert" }).waitFor();
    },
  ],
  [
    "a list of people to import",
    async (page) => {
      await page.goto("/admin/people");
      await page.getByRole("button", { name: "Import a list" }).click();
      await page.getByText("Download a template").waitFor();
      const buffer = Buffer.from("name,email\nNils Holm,nils@northwind.example\nNobody,no address\n");
      await page
        .locator('input[type="file"]')
        .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer });
      await page.getByText("One person will be added.").waitFor();
    },
  ],
  [
    "the palette",
    async (page) => {
      await page.goto("/");
      await openSpace(page, "Product launch");
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").waitFor();
    },
  ],
];

function at(path: string, shows: string | RegExp) {
  return async (page: Page) => {
    await page.goto(path);
    await page.getByText(shows).filter({ visible: true }).first().waitFor();
  };
}
