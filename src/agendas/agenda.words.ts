import type { MailLanguage } from '../communications/words';
import type { AgendaItem, Duty } from './agenda.rules';

interface AgendaWords {
  readonly title: string;
  /** A name and what belongs to it, with the colon of the language. */
  readonly labelled: (label: string, value: string) => string;
  readonly intro: (event: string) => string;
  /** Which time the times are in. */
  readonly times: (zone: string) => string;
  readonly nothing: string;
  readonly visit: string;
  readonly meetingPoint: string;
  readonly coach: string;
  /** Who counts heads on the coach. */
  readonly marshal: string;
  readonly addToCalendar: string;
  readonly openPage: string;
  readonly readingCopies: string;
  readonly underEmbargo: string;
  readonly duty: Readonly<Record<string, string>>;
  /** The time zone that the person asked for. */
  readonly yourTime: string;
  readonly yourZone: (zone: string) => string;
  /** When and where the event is. */
  readonly daysIn: (days: string, city: string) => string;
  readonly showYourTime: string;
  readonly show: string;
  readonly print: string;
  readonly subscribe: string;
  readonly subscribeHow: string;
  readonly keepAddress: string;
  readonly makeAddress: string;
  readonly renewAddress: string;
  readonly stopAddress: string;
  readonly asOf: (instant: string) => string;
  readonly page: (number: number, of: number) => string;
  readonly reads: (author: string) => string;
  readonly readsIfNeeded: (author: string) => string;
}

/** Words of agendas in the languages in which the program writes. */
export const agendaWords: Readonly<Record<MailLanguage, AgendaWords>> = {
  en: {
    title: 'Your agenda',
    labelled: (label, value) => `${label}: ${value}`,
    intro: (event) =>
      `This is your personal agenda for ${event}. The calendar file attached puts it into your calendar.`,
    times: (zone) => `All times: ${zone}.`,
    nothing: 'There is nothing on your agenda yet.',
    visit: 'Site visit',
    meetingPoint: 'Meeting point',
    coach: 'Coach',
    marshal: 'Your contact on the coach',
    addToCalendar: 'Add to calendar',
    openPage: 'Open your agenda',
    readingCopies: 'Your reading copies',
    underEmbargo: 'The texts are under embargo until they are made public; the links are yours alone.',
    duty: {
      chair: 'you chair',
      moderator: 'you moderate',
      speaker: 'you speak',
      panellist: 'you are on the panel',
      rapporteur: 'you report',
      reader: 'you read a message of greetings',
      deputy_reader: 'you are the deputy reader of a message of greetings',
    },
    yourTime: 'Your time',
    yourZone: (zone) => `Your time: ${zone}`,
    daysIn: (days, city) => `${days}, ${city}`,
    showYourTime: 'Show the times in my time zone too',
    show: 'Show',
    print: 'To print (PDF)',
    subscribe: 'Subscribe in your calendar',
    subscribeHow: 'A calendar that follows this address keeps your agenda up to date by itself:',
    keepAddress: 'Whoever has the address can read your agenda. Keep it to yourself.',
    makeAddress: 'Make an address for my calendar',
    renewAddress: 'New address (this one stops)',
    stopAddress: 'Stop this address',
    asOf: (instant) => `As of ${instant}`,
    page: (number, of) => `Page ${number} of ${of}`,
    reads: (author) => `you read the message of ${author}`,
    readsIfNeeded: (author) => `you are the deputy reader of the message of ${author}`,
  },
  ru: {
    title: 'Ваша программа',
    labelled: (label, value) => `${label}: ${value}`,
    intro: (event) =>
      `Это Ваша личная программа мероприятия «${event}». Приложенный файл календаря добавит её в Ваш календарь.`,
    times: (zone) => `Указано местное время (${zone.replace(/^время: /, '')}).`,
    nothing: 'В Вашей программе пока ничего нет.',
    visit: 'Посещение компании',
    meetingPoint: 'Место встречи',
    coach: 'Автобус',
    marshal: 'Сопровождающий в автобусе',
    addToCalendar: 'Добавить в календарь',
    openPage: 'Открыть программу',
    readingCopies: 'Ваши экземпляры для чтения',
    underEmbargo: 'До опубликования тексты не разглашаются; ссылки предназначены только для Вас.',
    duty: {
      chair: 'Вы председательствуете',
      moderator: 'Вы модератор',
      speaker: 'Вы выступаете',
      panellist: 'Вы участник дискуссии',
      rapporteur: 'Вы докладчик',
      reader: 'Вы зачитываете приветствие',
      deputy_reader: 'при необходимости Вы зачитываете приветствие',
    },
    yourTime: 'Ваше время',
    yourZone: (zone) => `Ваше время: ${zone.replace(/^время: /, '')}`,
    daysIn: (days, city) => `${days}, ${city}`,
    showYourTime: 'Показать время и в моём часовом поясе',
    show: 'Показать',
    print: 'Для печати (PDF)',
    subscribe: 'Подписка в Вашем календаре',
    subscribeHow: 'Календарь, подписанный на этот адрес, сам обновляет Вашу программу:',
    keepAddress:
      'По этому адресу Вашу программу может увидеть любой, кто его знает. Никому его не сообщайте.',
    makeAddress: 'Создать адрес для моего календаря',
    renewAddress: 'Новый адрес (прежний перестанет работать)',
    stopAddress: 'Отключить этот адрес',
    asOf: (instant) => `По состоянию на: ${instant}`,
    page: (number, of) => `Стр. ${number} из ${of}`,
    reads: (author) => `Вы зачитываете приветствие: ${author}`,
    readsIfNeeded: (author) => `при необходимости Вы зачитываете приветствие: ${author}`,
  },
  zh: {
    title: '您的个人日程',
    labelled: (label, value) => `${label}：${value}`,
    intro: (event) => `以下是您参加“${event}”的个人日程。随信所附日历文件可将其导入您的日历。`,
    times: (zone) => `所列时间均为${zone}。`,
    nothing: '您的日程暂无安排。',
    visit: '企业参观',
    meetingPoint: '集合地点',
    coach: '车辆',
    marshal: '随车联络人',
    addToCalendar: '加入日历',
    openPage: '打开日程',
    readingCopies: '您的宣读本',
    underEmbargo: '贺信在正式公布之前不得外传；链接仅供您本人使用。',
    duty: {
      chair: '由您担任会议主席',
      moderator: '由您担任主持人',
      speaker: '由您发言',
      panellist: '您参加讨论',
      rapporteur: '由您作报告',
      reader: '由您宣读贺信',
      deputy_reader: '您是贺信的候补宣读人',
    },
    yourTime: '您的当地时间',
    yourZone: (zone) => `您的当地时间：${zone}`,
    daysIn: (days, city) => `${days}，${city}`,
    showYourTime: '同时以我的时区显示时间',
    show: '显示',
    print: '打印版（PDF）',
    subscribe: '在您的日历中订阅',
    subscribeHow: '日历订阅以下地址后，您的日程将自动更新：',
    keepAddress: '任何持有该地址的人均可查看您的日程，请勿外传。',
    makeAddress: '为我的日历生成地址',
    renewAddress: '更换地址（原地址失效）',
    stopAddress: '停用该地址',
    asOf: (instant) => `截至${instant}`,
    page: (number, of) => `第${number}页，共${of}页`,
    reads: (author) => `由您宣读${author}的贺信`,
    readsIfNeeded: (author) => `您是${author}贺信的候补宣读人`,
  },
};

/** What a person does in a session, in words. */
export function dutyInWords(duty: Duty, language: MailLanguage): string {
  const words = agendaWords[language];
  if (duty.author !== undefined)
    return duty.role === 'reader' ? words.reads(duty.author) : words.readsIfNeeded(duty.author);
  return words.duty[duty.role] ?? duty.role;
}

/** The coach as people look for it at the kerb. */
export function coachInWords({ coach, plate }: Pick<AgendaItem, 'coach' | 'plate'>): string {
  return [coach, plate].filter(Boolean).join(', ');
}

/** What stands beside the title of an item: room, meeting point, coach, duties. */
export function itemDetails(
  item: Omit<AgendaItem, 'uid' | 'sequence' | 'subjectId'>,
  language: MailLanguage,
): string[] {
  const words = agendaWords[language];
  return [
    item.kind === 'visit' ? words.visit : undefined,
    item.place,
    item.meetingPoint && words.labelled(words.meetingPoint, item.meetingPoint),
    item.coach && words.labelled(words.coach, coachInWords(item)),
    item.marshal && words.labelled(words.marshal, item.marshal),
    ...item.duties.map((duty) => dutyInWords(duty, language)),
  ].filter((detail): detail is string => Boolean(detail));
}
