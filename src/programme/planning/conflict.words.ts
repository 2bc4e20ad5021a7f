import { mailLanguages, wordsFor, type MailLanguage, type Words } from '../../communications/words';
import { baseLanguage } from '../../platform/text';

/** A place and a time to which a session could go, as a sentence says it. */
export interface SaidSlot {
  readonly title: string;
  /** Name of the room; null when the room stays, or there is none. */
  readonly room: string | null;
  /** Null when the time stays. */
  readonly time: { readonly startsAt: Date; readonly endsAt: Date } | null;
}

/** The sentences about what is wrong with a draft, and about ways out of it. */
export interface ConflictWords {
  roomTwice(room: string, one: string, other: string): string;
  personTwice(person: string, one: string, other: string): string;
  personEngaged(person: string, title: string, elsewhere: string): string;
  outsideDays(title: string): string;
  roomUnavailable(room: string, title: string): string;
  personUnavailable(person: string, title: string): string;
  noTurnaround(room: string, one: string, other: string, there: number, needed: number): string;
  noTimeBetween(person: string, one: string, other: string, there: number, needed: number): string;
  noInterpretation(title: string, languages: readonly string[], room: string): string;
  overCapacity(title: string, places: number, room: string, holds: number): string;
  tooManyForRoom(title: string, people: number, room: string, holds: number): string;
  tooManyForPlaces(title: string, people: number, places: number): string;
  noEquipment(title: string, things: readonly string[], room: string): string;
  itemsTooLong(title: string, together: number, lasts: number): string;
  topicParallel(topic: string, one: string, other: string): string;
  seatsOverlap(people: number, one: string, other: string): string;
  noTime(title: string): string;
  noRoom(title: string): string;
  notAnswered(title: string, people: readonly string[]): string;
  roleDeclined(title: string, people: readonly string[]): string;
  readerMissing(title: string): string;
  wayOut(slot: SaidSlot): string;
}

/** How a language says where and when something could be; the hours are "10:00–11:30". */
interface SlotWords {
  both(title: string, room: string, day: string, hours: string): string;
  room(title: string, room: string): string;
  time(title: string, day: string, hours: string): string;
}

const slotIn =
  (words: Words, say: SlotWords) =>
  ({ title, room, time }: SaidSlot): string => {
    if (time === null) return say.room(title, room ?? '');
    const day = words.day(time.startsAt);
    const hours = `${words.time(time.startsAt)}–${words.time(time.endsAt)}`;
    return room === null ? say.time(title, day, hours) : say.both(title, room, day, hours);
  };

const languagesIn = (words: Words, tags: readonly string[]): string =>
  words.list(tags.map((tag) => words.languageName(tag)));

const english = (words: Words): ConflictWords => {
  const { count, list } = words;
  const minutes = (n: number): string => count(n, { one: '# minute', other: '# minutes' });
  const places = (n: number): string => count(n, { one: '# place', other: '# places' });
  return {
    roomTwice: (room, one, other) => `${room} is taken twice at once: “${one}” and “${other}”.`,
    personTwice: (person, one, other) => `${person} is expected twice at once: “${one}” and “${other}”.`,
    personEngaged: (person, title, elsewhere) =>
      `${person} is expected in “${title}” and is out at that time: “${elsewhere}”.`,
    outsideDays: (title) => `“${title}” lies outside the days of the event.`,
    roomUnavailable: (room, title) => `${room} is not available at the time of “${title}”.`,
    personUnavailable: (person, title) => `${person} is not available at the time of “${title}”.`,
    noTurnaround: (room, one, other, there, needed) =>
      `${room} has ${minutes(there)} between “${one}” and “${other}”, and needs ${needed}.`,
    noTimeBetween: (person, one, other, there, needed) =>
      `${person} has ${minutes(there)} from “${one}” to “${other}”, and needs ${needed}.`,
    overCapacity: (title, number, room, holds) =>
      `“${title}” has ${places(number)}, but ${room} holds ${holds}.`,
    tooManyForRoom: (title, people, room, holds) =>
      `“${title}”: ${people} are expected, but ${room} holds ${holds}.`,
    tooManyForPlaces: (title, people, number) =>
      `“${title}”: ${people} are expected, but it has ${places(number)}.`,
    noEquipment: (title, things, room) => `“${title}” needs what ${room} does not have: ${list(things)}.`,
    itemsTooLong: (title, together, lasts) =>
      `The parts of “${title}” take ${minutes(together)} together, but it lasts ${lasts}.`,
    topicParallel: (topic, one, other) =>
      `“${one}” and “${other}” are at the same time and both about “${topic}”.`,
    seatsOverlap: (people, one, other) =>
      `${count(people, { one: '# person has', other: '# people have' })} to be in both “${one}” and “${other}”, which are at the same time.`,
    noTime: (title) => `“${title}” has no time yet.`,
    noRoom: (title) => `“${title}” has no room yet.`,
    notAnswered: (title, people) => `“${title}”: no answer yet from ${list(people)}.`,
    roleDeclined: (title, people) => `“${title}”: declined by ${list(people)}; nobody does it instead yet.`,
    readerMissing: (title) =>
      `“${title}”: a message of greetings has its place there, and nobody has accepted to read it.`,
    noInterpretation: (title, tags, room) =>
      `“${title}” promises ${languagesIn(words, tags)}, but ${room} has no interpretation for that.`,
    wayOut: slotIn(words, {
      both: (title, room, day, hours) => `“${title}” could go to ${room}: ${day}, ${hours}.`,
      room: (title, room) => `“${title}” could go to ${room} at the same time.`,
      time: (title, day, hours) => `“${title}” could be at another time: ${day}, ${hours}.`,
    }),
  };
};

const russian = (words: Words): ConflictWords => {
  const { count, list } = words;
  const minutes = (n: number): string =>
    count(n, { one: '# минута', few: '# минуты', many: '# минут', other: '# минуты' });
  const persons = (n: number): string =>
    count(n, { one: '# человек', few: '# человека', many: '# человек', other: '# человека' });
  return {
    roomTwice: (room, one, other) => `${room}: одновременно стоят «${one}» и «${other}».`,
    personTwice: (person, one, other) => `${person}: одновременно назначены «${one}» и «${other}».`,
    personEngaged: (person, title, elsewhere) =>
      `${person}: участие в «${title}» совпадает по времени с выездом «${elsewhere}».`,
    outsideDays: (title) => `«${title}»: время вне дней мероприятия.`,
    roomUnavailable: (room, title) => `${room}: зал недоступен во время «${title}».`,
    personUnavailable: (person, title) => `${person}: нет возможности участвовать во время «${title}».`,
    noTurnaround: (room, one, other, there, needed) =>
      `${room}: между «${one}» и «${other}» — ${minutes(there)}, а залу нужно ${needed}.`,
    noTimeBetween: (person, one, other, there, needed) =>
      `${person}: между «${one}» и «${other}» — ${minutes(there)}, а на дорогу нужно ${needed}.`,
    overCapacity: (title, places, room, holds) =>
      `«${title}»: мест объявлено ${places}, зал «${room}» вмещает ${holds}.`,
    tooManyForRoom: (title, people, room, holds) =>
      `«${title}»: ожидается ${persons(people)}, зал «${room}» вмещает ${holds}.`,
    tooManyForPlaces: (title, people, places) =>
      `«${title}»: ожидается ${persons(people)}, мест объявлено ${places}.`,
    noEquipment: (title, things, room) => `«${title}»: в зале «${room}» нет нужного: ${list(things)}.`,
    itemsTooLong: (title, together, lasts) =>
      `«${title}»: на все пункты вместе нужно ${minutes(together)}, отведено ${lasts}.`,
    topicParallel: (topic, one, other) => `Одновременно идут «${one}» и «${other}» на одну тему: «${topic}».`,
    seatsOverlap: (people, one, other) =>
      `Одновременно идут «${one}» и «${other}»; и там, и там должно быть ${persons(people)}.`,
    noTime: (title) => `«${title}»: время ещё не назначено.`,
    noRoom: (title) => `«${title}»: зал ещё не назначен.`,
    notAnswered: (title, people) => `«${title}»: ещё нет ответа: ${list(people)}.`,
    roleDeclined: (title, people) => `«${title}»: отказ, замены пока нет: ${list(people)}.`,
    readerMissing: (title) =>
      `«${title}»: приветственное послание стоит в порядке оглашения, но его некому зачитать.`,
    noInterpretation: (title, tags, room) =>
      `«${title}»: в зале «${room}» нет перевода на объявленные языки (${languagesIn(words, tags)}).`,
    wayOut: slotIn(words, {
      both: (title, room, day, hours) => `«${title}» можно перенести: зал «${room}», ${day}, ${hours}.`,
      room: (title, room) => `«${title}» можно перенести в зал «${room}» в то же время.`,
      time: (title, day, hours) => `«${title}» можно перенести на другое время: ${day}, ${hours}.`,
    }),
  };
};

const chinese = (words: Words): ConflictWords => {
  const { list } = words;
  return {
    roomTwice: (room, one, other) => `${room}同一时间被占用两次：“${one}”和“${other}”。`,
    personTwice: (person, one, other) => `${person}同一时间有两项安排：“${one}”和“${other}”。`,
    personEngaged: (person, title, elsewhere) =>
      `${person}应出席“${title}”，但同一时间外出参加“${elsewhere}”。`,
    outsideDays: (title) => `“${title}”不在活动日期之内。`,
    roomUnavailable: (room, title) => `${room}在“${title}”的时间不可用。`,
    personUnavailable: (person, title) => `${person}在“${title}”的时间不能出席。`,
    noTurnaround: (room, one, other, there, needed) =>
      `${room}在“${one}”和“${other}”之间只有${there}分钟，需要${needed}分钟。`,
    noTimeBetween: (person, one, other, there, needed) =>
      `${person}从“${one}”到“${other}”只有${there}分钟，路上需要${needed}分钟。`,
    overCapacity: (title, places, room, holds) =>
      `“${title}”有${places}个名额，但${room}只能容纳${holds}人。`,
    tooManyForRoom: (title, people, room, holds) =>
      `“${title}”预计${people}人参加，但${room}只能容纳${holds}人。`,
    tooManyForPlaces: (title, people, places) => `“${title}”预计${people}人参加，但只有${places}个名额。`,
    noEquipment: (title, things, room) => `“${title}”需要${list(things)}，但${room}没有。`,
    itemsTooLong: (title, together, lasts) => `“${title}”各部分共需${together}分钟，但只安排了${lasts}分钟。`,
    topicParallel: (topic, one, other) => `“${one}”和“${other}”同时举行，主题同为“${topic}”。`,
    seatsOverlap: (people, one, other) => `有${people}人须同时参加“${one}”和“${other}”。`,
    noTime: (title) => `“${title}”尚未安排时间。`,
    noRoom: (title) => `“${title}”尚未安排会议室。`,
    notAnswered: (title, people) => `“${title}”：${list(people)}尚未答复。`,
    roleDeclined: (title, people) => `“${title}”：${list(people)}已谢绝，尚无人接替。`,
    readerMissing: (title) => `“${title}”：有一封贺信已排入宣读顺序，但尚无人接受宣读。`,
    noInterpretation: (title, tags, room) =>
      `“${title}”承诺提供${languagesIn(words, tags)}，但${room}没有相应的同声传译。`,
    wayOut: slotIn(words, {
      both: (title, room, day, hours) => `“${title}”可以改到${room}，${day} ${hours}。`,
      room: (title, room) => `“${title}”可以在同一时间改到${room}。`,
      time: (title, day, hours) => `“${title}”可以改到${day} ${hours}。`,
    }),
  };
};

const sentences: Readonly<Record<MailLanguage, (words: Words) => ConflictWords>> = {
  en: english,
  ru: russian,
  zh: chinese,
};

/** Those of these languages in which the program can write. */
export function writtenLanguages(locales: readonly string[]): string[] {
  return locales.filter((locale) => mailLanguages.some((language) => language === baseLanguage(locale)));
}

/** The sentences in the language of `locale`, or in English; times are those of `timeZone`. */
export function conflictWords(locale: string, timeZone: string): ConflictWords {
  const language = mailLanguages.find((known) => known === baseLanguage(locale)) ?? 'en';
  return sentences[language](wordsFor(language, timeZone));
}
