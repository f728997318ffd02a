import { addressSpelled, counting, dayIn, type Sentences } from "../sentences.ts";

const of = counting("fr");

export const fr: Sentences = {
  goodbye: "Au revoir.",
  thanks: "Merci. Au revoir.",
  nobodyAnswered: "Personne n’a répondu.",
  takeCall: "Vous avez un appel. Pour le prendre, appuyez sur 1.",
  menu: {
    notAChoice: "Ce choix n’existe pas.",
    noSuchNumber: "Ce numéro n’est pas attribué.",
    busy: "La ligne est occupée.",
    enterExtension: "Composez le numéro de poste, puis appuyez sur dièse.",
    spellName: "Épelez les premières lettres du nom sur le clavier, puis appuyez sur dièse.",
    nobodyOfThisName: "Personne ne porte ce nom.",
    forName: (name, key) => `Pour ${name}, appuyez sur ${key}.`,
  },
  mailbox: {
    enterPin: "Composez votre code, puis appuyez sur dièse.",
    wrongPin: "Ce n’est pas le bon code. Essayez encore.",
    fresh: (count) =>
      of(count, {
        none: "Vous n’avez pas de nouveau message.",
        one: "Vous avez un nouveau message.",
        other: `Vous avez ${count} nouveaux messages.`,
      }),
    saved: (count) =>
      of(count, {
        none: "Vous n’avez pas de message sauvegardé.",
        one: "Vous avez un message sauvegardé.",
        other: `Vous avez ${count} messages sauvegardés.`,
      }),
    noMore: "Il n’y a plus de messages.",
    deleted: "Message supprimé.",
    choices:
      "Pour le réécouter, appuyez sur 1. Pour le suivant, sur 2. Pour le supprimer, sur 3. Pour rappeler, sur 4. Pour terminer, appuyez sur étoile.",
    from: (who, when) => `De ${who}, ${when}.`,
    hiddenNumber: "quelqu’un qui a masqué son numéro",
    today: (time) => `aujourd’hui à ${time}`,
    yesterday: (time) => `hier à ${time}`,
    onDay: (moment, time) => `${dayIn("fr", moment)} à ${time}`,
    time: (hours, minutes) => `${hours} heure${hours > 1 ? "s" : ""}${minutes === 0 ? "" : ` ${minutes}`}`,
    full: "Cette messagerie est pleine. Au revoir.",
    greeting: (name) => `${name} ne peut pas prendre votre appel. Laissez un message après le signal sonore.`,
    greetingOfNobody: "Votre appel ne peut pas être pris. Laissez un message après le signal sonore.",
  },
  park: {
    at: (slot) => `Appel parqué au ${slot}.`,
    allTaken: "Toutes les places pour les appels parqués sont prises.",
    nothingHeld:
      "Vous n’avez aucun appel en attente. Mettez en attente l’appel à parquer, puis composez de nouveau ce code.",
    calledInVain: "Personne n’a répondu. Veuillez rappeler plus tard.",
  },
  codes: {
    doNotDisturbOn: "Le mode ne pas déranger est activé.",
    doNotDisturbOff: "Le mode ne pas déranger est désactivé.",
    forwarded: {
      forwardAlways: (number) => `Vos appels sont renvoyés vers le ${number}.`,
      forwardBusy: (number) => `Quand vous êtes en ligne, vos appels sont renvoyés vers le ${number}.`,
      forwardNoAnswer: (number) => `Quand vous ne répondez pas, vos appels sont renvoyés vers le ${number}.`,
      forwardOffline: (number) =>
        `Quand aucun téléphone n’est connecté, vos appels sont renvoyés vers le ${number}.`,
    },
    notForwarded: {
      forwardAlways: "Vos appels ne sont plus renvoyés.",
      forwardBusy: "Quand vous êtes en ligne, vos appels ne sont plus renvoyés.",
      forwardNoAnswer: "Quand vous ne répondez pas, vos appels ne sont plus renvoyés.",
      forwardOffline: "Quand aucun téléphone n’est connecté, vos appels ne sont plus renvoyés.",
    },
    askNumber: "Composez le numéro vers lequel renvoyer vos appels, puis appuyez sur dièse.",
    cannotBeCalled: "Ce numéro ne peut pas être appelé d’ici. Rien n’a changé.",
  },
  line: { isPrivate: "Cet appel est privé.", isOpen: "Cet appel est ouvert à votre ligne." },
  lost: {
    toThem: "Votre compte ne comprend plus les appels. Au revoir.",
    toTheOther: "Votre correspondant ne peut plus participer aux appels. Au revoir.",
  },
  emergencyCall: {
    called: (who, number) => `Appel d’urgence. ${who}, a appelé le ${number}.`,
    acknowledge: "Pour confirmer, appuyez sur une touche.",
  },
  emergencyTest: {
    shown: (number) => `Ceci est un test. Un appel d’urgence d’ici afficherait le numéro ${number}.`,
    shownByProvider:
      "Ceci est un test. Un appel d’urgence d’ici afficherait le numéro donné par l’opérateur.",
    address: (address) => `L’adresse enregistrée est ${addressSpelled(address, 6)}.`,
    unreadable: (numbers) =>
      `L’adresse enregistrée ne peut pas être lue à voix haute.${numbers && ` Ses numéros sont ${numbers}.`}`,
    noAddress: "Aucune adresse n’est enregistrée.",
  },
  limit: {
    withinAMinute: "Une limite est presque atteinte. Cet appel se termine d’ici une minute.",
    inAFewSeconds: "Cet appel se termine dans quelques secondes.",
  },
};
