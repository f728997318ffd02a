/** The texts of telephones: contacts, the phone book. */
export const enDevices = {
  "places.tag": "Shared phone",
  "calls.tab.contacts": "Contacts",
  "contacts.none": "No contacts yet. Import those of your mobile, or add one.",
  "contacts.none.found": "No contact is called “{text}”.",
  "contacts.search": "Search your contacts",
  "contacts.add": "Add a contact",
  "contacts.edit": "Change {name}",
  "contacts.import": "Import a file",
  "contacts.import.help":
    "On your mobile, export your contacts as a vCard file (.vcf) and choose it here. Your desk phones show them in their phone book.",
  "contacts.pick": "From this device",
  "contacts.export": "Download all",
  "contacts.imported":
    "{added, plural, =0 {None added} one {# added} other {# added}}, {completed, plural, =0 {none completed} one {# completed} other {# completed}}, {known, plural, =0 {none was known} one {# was known} other {# were known}}.",
  "contacts.skipped":
    "{count, plural, one {# entry had no name or no number.} other {# entries had no name or no number.}}",
  "contacts.name": "Name",
  "contacts.number": "Number {at}",
  "contacts.number.add": "Another number",
  "contacts.number.remove": "Remove number {at}",
  "contacts.kind": "Kind of number {at}",
  "contacts.kind.work": "Work",
  "contacts.kind.mobile": "Mobile",
  "contacts.kind.home": "Home",
  "contacts.kind.other": "Other",
  "contacts.call": "Call {name}, {kind}",
  "contacts.remove": "Remove",
  "phonebook.title": "Phone book of {name}",
  "phonebook.open": "Addresses of the phone book for {name}",
  "phonebook.help":
    "Enter the address for the phone's make in its directory settings. It opens this phone's book only: keep it like a password.",
  "phonebook.cisco": "Cisco (directory URL)",
  "phonebook.yealink": "Yealink (remote phone book)",
  "phonebook.poly": "Poly (directory file)",
  "phonebook.ldap.help":
    "Or let the phone search the directory by LDAP over TLS. It signs in with the user name and the password that it registers with.",
  "phonebook.ldap": "LDAP server (Yealink, Grandstream, Poly)",
  "phonebook.ldap.base": "Base (where searches begin)",
  "phonebook.ldap.user": "User name",
} as const;
