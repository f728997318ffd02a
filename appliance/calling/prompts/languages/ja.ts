/** In kana, as they sound (particles too) and with spaces between words: the voice reads no kanji. */
import { addressSpelled, type Sentences } from "../sentences.ts";

const days = ["にちようび", "げつようび", "かようび", "すいようび", "もくようび", "きんようび", "どようび"];

const messages = (count: number) => (count === 1 ? "いっけん" : `${count} けん`);

export const ja: Sentences = {
  goodbye: "しつれい いたします。",
  thanks: "ありがとう ございました。しつれい いたします。",
  nobodyAnswered: "おうとうが ありません でした。",
  takeCall: "おでんわです。でるにわ、1 を おしてください。",
  menu: {
    notAChoice: "その ばんごうわ えらべません。",
    noSuchNumber: "この ばんごうわ つかわれて いません。",
    busy: "はなしちゅうです。",
    enterExtension: "ないせん ばんごうの あとに、シャープを おしてください。",
    spellName: "なまえの さいしょの もじを キーで にゅうりょくし、シャープを おしてください。",
    nobodyOfThisName: "この なまえの ひとわ いません。",
    forName: (name, key) => `${name} わ、${key} を おしてください。`,
  },
  mailbox: {
    enterPin: "あんしょう ばんごうの あとに、シャープを おしてください。",
    wrongPin: "ばんごうが ちがいます。もういちど どうぞ。",
    fresh: (count) =>
      count === 0
        ? "あたらしい メッセージわ ありません。"
        : `あたらしい メッセージが ${messages(count)} あります。`,
    saved: (count) =>
      count === 0
        ? "ほぞんされた メッセージわ ありません。"
        : `ほぞんされた メッセージが ${messages(count)} あります。`,
    noMore: "メッセージわ いじょうです。",
    deleted: "さくじょ しました。",
    choices:
      "もういちど きくにわ 1、つぎを きくにわ 2、さくじょするにわ 3、かけなおすにわ 4 を おしてください。おわるにわ、こめじるしを おしてください。",
    from: (who, when) => `${who} から、${when}。`,
    hiddenNumber: "ひつうち ばんごう",
    today: (time) => `きょう ${time}`,
    yesterday: (time) => `きのう ${time}`,
    onDay: (moment, time) =>
      `${moment.getMonth() + 1} がつ ${moment.getDate()} にち ${days[moment.getDay()]} ${time}`,
    time: (hours, minutes) => `${hours} じ${minutes === 0 ? "" : ` ${minutes} ふん`}`,
    full: "この るすばん でんわわ いっぱいです。しつれい いたします。",
    greeting: (name) => `${name} わ、いま でんわに でられません。おとの あとに メッセージを どうぞ。`,
    greetingOfNobody: "ただいま でんわに でられません。おとの あとに メッセージを どうぞ。",
  },
  park: {
    at: (slot) => `パーク ばんごうわ ${slot} です。`,
    allTaken: "パークできる ばんごうが あいて いません。",
    nothingHeld: "ほりゅうちゅうの つうわが ありません。ほりゅうしてから、もういちど かけてください。",
    calledInVain: "おうとうが ありません でした。のちほど おかけなおし ください。",
  },
  codes: {
    doNotDisturbOn: "ちゃくしん きょひを オンに しました。",
    doNotDisturbOff: "ちゃくしん きょひを オフに しました。",
    forwarded: {
      forwardAlways: (number) => `ちゃくしんを ${number} に てんそうします。`,
      forwardBusy: (number) => `はなしちゅうの ときわ、${number} に てんそうします。`,
      forwardNoAnswer: (number) => `でない ときわ、${number} に てんそうします。`,
      forwardOffline: (number) => `でんわきが つながって いない ときわ、${number} に てんそうします。`,
    },
    notForwarded: {
      forwardAlways: "ちゃくしんの てんそうを やめました。",
      forwardBusy: "はなしちゅうの ときの てんそうを やめました。",
      forwardNoAnswer: "でない ときの てんそうを やめました。",
      forwardOffline: "でんわきが つながって いない ときの てんそうを やめました。",
    },
    askNumber: "てんそうさきの ばんごうの あとに、シャープを おしてください。",
    cannotBeCalled: "この ばんごうにわ かけられません。せっていわ そのままです。",
  },
  line: {
    isPrivate: "この つうわに ほかの ひとわ はいれません。",
    isOpen: "この つうわに おなじ かいせんの ひとが はいれます。",
  },
  lost: {
    toThem: "つうわわ ごりよう いただけなく なりました。しつれい いたします。",
    toTheOther: "あいての かたわ つうわを つづけられなく なりました。しつれい いたします。",
  },
  emergencyCall: {
    called: (who, number) => `きんきゅう つうほうです。${who}、から ${number} に でんわが ありました。`,
    acknowledge: "かくにんするにわ、どれかの キーを おして ください。",
  },
  emergencyTest: {
    shown: (number) =>
      `これわ テストです。ここからの きんきゅう つうほうでわ、ばんごう ${number} が つうち されます。`,
    shownByProvider:
      "これわ テストです。ここからの きんきゅう つうほうでわ、でんわ がいしゃの ばんごうが つうち されます。",
    address: (address) =>
      `とうろく された じゅうしょわ ${addressSpelled(address.replaceAll(/(?<=\d)[-−](?=\d)/g, " の "), 3)} です。`,
    unreadable: (numbers) =>
      `とうろく された じゅうしょわ よみあげられません。${numbers && ` すうじわ ${numbers} です。`}`,
    noAddress: "じゅうしょわ とうろく されて いません。",
  },
  limit: {
    withinAMinute: "まもなく じょうげんに たっします。この つうわわ いっぷん いないに おわります。",
    inAFewSeconds: "この つうわわ まもなく おわります。",
  },
};
