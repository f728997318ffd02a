/** What the page of e-mails asks for. */
export const mailKey = ["admin", "mail"];
