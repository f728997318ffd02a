import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../people/index.ts";
import { body, params, readBody, says } from "../platform/index.ts";
import { type Contacts, contactInput } from "./contacts.ts";
import { deviceErrors } from "./errors.ts";
import type { Places } from "./places.ts";

const id = z.uuid();
const byId = params(z.object({ id }));
const byPhone = params(z.object({ id, phone: id }));
const name = z.string().trim().min(1).max(60);
const newPhone = z.strictObject({ name, plain: z.boolean().default(false) });

/** Octets; files with pictures are large. */
const largestImport = 16 * 1024 ** 2;

export interface ContactParts {
  contacts: Contacts;
  /** Where the phone book is over LDAP (empty: nowhere), and what its entries are under. */
  ldap: () => { address: string; base: string };
}

/** A person's own contacts, which their telephones show too, and where those find them. */
export function contactRoutes({ contacts, ldap }: ContactParts) {
  return new Hono<PersonEnv>()
    .get("/phonebook", (c) => c.json(ldap()))
    .get("/contacts", (c) => c.json({ contacts: contacts.of(c.get("person").id) }))
    .post("/contacts", body(contactInput), async (c) =>
      c.json({ contact: await contacts.add(c.get("person").id, c.req.valid("json")) }),
    )
    .put("/contacts/:id", byId, body(contactInput), async (c) =>
      c.json({
        contact: await contacts.change(c.get("person").id, c.req.valid("param").id, c.req.valid("json")),
      }),
    )
    .delete("/contacts/:id", byId, async (c) => {
      await contacts.remove(c.get("person").id, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .get("/contacts.vcf", (c) => {
      c.header("Content-Type", "text/vcard; charset=utf-8");
      c.header("Content-Disposition", 'attachment; filename="contacts.vcf"');
      return c.body(contacts.export(c.get("person").id));
    })
    .post("/contacts/import", async (c) => {
      const file = await readBody(c.req.raw, largestImport);
      if (!file) throw deviceErrors("contacts-too-large");
      return c.json(await contacts.import(c.get("person").id, file.toString("utf8")));
    });
}

/** For administrators: rooms with telephones. */
export function placeRoutes({ places }: { places: Places }) {
  const change = z.strictObject({
    name: name.optional(),
    extension: z
      .string()
      .regex(/^\d{2,8}$/, says("digits", { least: 2, most: 8 }))
      .nullable()
      .optional(),
    allowed: z
      .array(
        z
          .string()
          .trim()
          .regex(/^\+?\d[\d ().\-/]{1,39}$/, says("phone-number")),
      )
      .max(50)
      .optional(),
  });
  return new Hono<PersonEnv>()
    .get("/places", (c) => c.json({ places: places.list() }))
    .post("/places", body(z.strictObject({ name })), async (c) =>
      c.json({ place: await places.add(c.req.valid("json").name) }),
    )
    .patch("/places/:id", byId, body(change), async (c) =>
      c.json({ place: await places.change(c.req.valid("param").id, c.req.valid("json")) }),
    )
    .delete("/places/:id", byId, async (c) => {
      await places.remove(c.req.valid("param").id);
      return c.body(null, 204);
    })
    .post("/places/:id/phones", byId, body(newPhone), async (c) =>
      c.json(await places.addPhone(c.req.valid("param").id, c.req.valid("json"))),
    )
    .delete("/places/:id/phones/:phone", byPhone, async (c) => {
      const { id: place, phone } = c.req.valid("param");
      await places.removePhone(place, phone);
      return c.body(null, 204);
    });
}
