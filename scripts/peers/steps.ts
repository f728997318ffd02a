/** What people do in the app, as steps that several browser tests share. */
import type { Page } from "playwright-core";

export interface NewPerson {
  name: string;
  email: string;
  password: string;
}

/** Maria Keller is maria@northwind.example. */
export const personNamed = (name: string): NewPerson => ({
  name,
  email: `${name.split(" ")[0]?.toLowerCase()}@northwind.example`,
  password: "correct horse battery",
});

export async function setUp(page: Page, code: string, organisation: string, admin: NewPerson): Promise<void> {
  await page.goto("/");
  await page.getByLabel("Set-up code").fill(code);
  await page.getByLabel("Organisation").fill(organisation);
  await page.getByLabel("Your name").fill(admin.name);
  await page.getByLabel("E-mail address").fill(admin.email);
  await page.getByRole("textbox", { name: "Password" }).fill(admin.password);
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("button", { name: `Account of ${admin.name}` }).waitFor();
}

/** As an administrator; returns the invitation's link. */
export async function invite(page: Page, person: NewPerson): Promise<string> {
  await page.goto("/admin/people");
  await page.getByRole("button", { name: "Invite a person" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(person.name);
  await dialog.getByLabel("E-mail").fill(person.email);
  await dialog.getByRole("button", { name: "Create invitation" }).click();
  const link = await dialog.getByLabel("Invitation link").inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  return link;
}

export async function accept(page: Page, link: string, person: NewPerson): Promise<void> {
  await page.goto(link);
  await page.getByRole("textbox", { name: "Password" }).fill(person.password);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("button", { name: `Account of ${person.name}` }).waitFor();
}

export async function signIn(page: Page, person: NewPerson): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByRole("textbox", { name: "Password" }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: `Account of ${person.name}` }).waitFor();
}

export async function createSpace(page: Page, name: string, members: readonly string[]): Promise<void> {
  await page.getByRole("button", { name: "New space" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of the space").fill(name);
  for (const member of members) {
    await dialog.getByLabel("People to invite").fill(member);
    await page.getByRole("option", { name: member }).click();
  }
  await dialog.getByRole("button", { name: "Create space" }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}

export async function openSpace(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}

export async function write(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: /^Write to/ }).fill(text);
  await page.keyboard.press("Enter");
}

/** Puts another text in the place of what one wrote last, once that is stored and in the composer. */
export async function editLast(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: /^Write to/ }).press("ArrowUp");
  await page.getByText("Editing a message").waitFor();
  await page.getByRole("textbox", { name: /^Write to/ }).fill(text);
  await page.keyboard.press("Enter");
}
