import { wordsFor, type MailLanguage, type Words } from '../../communications/words';
import type { ChangeKind } from '../changes/change.view';
import type { Presence } from './attendance.view';

interface Catalogue {
  readonly title: string;
  readonly host: string;
  readonly address: string;
  readonly group: string;
  readonly planned: string;
  readonly left: string;
  readonly back: string;
  readonly guide: string;
  readonly meeting: string;
  readonly cancelled: string;
  readonly numbers: string;
  readonly delegation: string;
  readonly none: string;
  readonly all: string;
  readonly booked: string;
  readonly presences: Readonly<Record<Presence, string>>;
  readonly refused: string;
  readonly cancelledLate: string;
  readonly seats: string;
  readonly went: string;
  readonly didNot: string;
  readonly changes: string;
  readonly kinds: Readonly<Record<ChangeKind, string>>;
  readonly touched: (people: number) => string;
  readonly hostSaid: string;
  readonly counted: (came: number) => string;
  readonly participantsSaid: string;
  readonly rating: (rating: string, answers: number) => string;
  readonly ratingOf: (rating: string) => string;
  readonly recommend: (yes: number, of: number) => string;
  readonly tooFew: (answers: number) => string;
  readonly ownWords: string;
  readonly nobody: string;
  readonly continued: string;
  readonly quoted: (text: string) => string;
  readonly page: (number: number, of: number) => string;
  readonly madeAt: (instant: string) => string;
}

const catalogues: Readonly<Record<MailLanguage, Catalogue>> = {
  en: {
    title: 'Report on a visit',
    host: 'Host',
    address: 'Address',
    group: 'Group of',
    planned: 'Planned',
    left: 'Left',
    back: 'Back',
    guide: 'Guide',
    meeting: 'Meeting point',
    cancelled: 'This departure was cancelled.',
    numbers: 'Numbers',
    delegation: 'Delegation',
    none: 'Without a delegation',
    all: 'All',
    booked: 'Places',
    presences: {
      went: 'Went',
      on_the_way: 'Not back',
      absent: 'Absent',
      excused: 'Excused',
      not_counted: 'Not counted',
    },
    refused: 'Not received by the host',
    cancelledLate: 'Gave up after the cut-off',
    seats: 'Places offered',
    went: 'Who went',
    didNot: 'Who did not',
    changes: 'Changes',
    kinds: { moved: 'Moved', shrunk: 'Fewer places', merged: 'Merged', cancelled: 'Cancelled' },
    touched: (people) => (people === 1 ? 'one person told' : `${people} people told`),
    hostSaid: 'What the host said',
    counted: (came) => `Counted by the host: ${came}`,
    participantsSaid: 'What participants said',
    rating: (rating, answers) => `${rating} of 5, from ${answers} answers.`,
    ratingOf: (rating) => `${rating} of 5.`,
    recommend: (yes, of) => `${yes} of ${of} would recommend the visit.`,
    tooFew: (answers) =>
      answers === 0
        ? 'Nobody has answered.'
        : 'Too few have answered to say anything that could not be guessed.',
    ownWords: 'How it went',
    nobody: 'Nobody.',
    continued: '(continued)',
    quoted: (text) => `“${text}”`,
    page: (number, of) => `Page ${number} of ${of}`,
    madeAt: (instant) => `As of ${instant}`,
  },
  ru: {
    title: 'Отчёт о посещении',
    host: 'Принимающая сторона',
    address: 'Адрес',
    group: 'Группа:',
    planned: 'По плану',
    left: 'Выезд',
    back: 'Возвращение',
    guide: 'Сопровождающий',
    meeting: 'Место встречи',
    cancelled: 'Этот выезд был отменён.',
    numbers: 'Численность',
    delegation: 'Делегация',
    none: 'Вне делегаций',
    all: 'Всего',
    booked: 'Мест',
    presences: {
      went: 'Были',
      on_the_way: 'Не вернулись',
      absent: 'Не явились',
      excused: 'Уваж. причина',
      not_counted: 'Не учтены',
    },
    refused: 'Не приняты принимающей стороной',
    cancelledLate: 'Отказались после закрытия записи',
    seats: 'Предложено мест',
    went: 'Кто был',
    didNot: 'Кого не было',
    changes: 'Изменения',
    kinds: { moved: 'Перенесено', shrunk: 'Меньше мест', merged: 'Объединено', cancelled: 'Отменено' },
    touched: (people) => `уведомлено: ${people}`,
    hostSaid: 'Отзыв принимающей стороны',
    counted: (came) => `По подсчёту принимающей стороны: ${came}`,
    participantsSaid: 'Отзывы участников',
    rating: (rating, answers) => `${rating} из 5, ответов: ${answers}.`,
    ratingOf: (rating) => `${rating} из 5.`,
    recommend: (yes, of) => `Рекомендовали бы посещение: ${yes} из ${of}.`,
    tooFew: (answers) =>
      answers === 0
        ? 'Никто не ответил.'
        : 'Ответов слишком мало, чтобы по ним нельзя было узнать их авторов.',
    ownWords: 'Как всё прошло',
    nobody: 'Никого.',
    continued: '(продолжение)',
    quoted: (text) => `«${text}»`,
    page: (number, of) => `Страница ${number} из ${of}`,
    madeAt: (instant) => `По состоянию на: ${instant}`,
  },
  zh: {
    title: '参观活动报告',
    host: '接待单位',
    address: '地址',
    group: '批次：',
    planned: '计划时间',
    left: '出发时间',
    back: '返回时间',
    guide: '陪同人员',
    meeting: '集合地点',
    cancelled: '该批次已取消。',
    numbers: '人数',
    delegation: '代表团',
    none: '不属于代表团',
    all: '合计',
    booked: '名额',
    presences: {
      went: '已参加',
      on_the_way: '未返回',
      absent: '缺席',
      excused: '请假',
      not_counted: '未统计',
    },
    refused: '接待单位未予接待',
    cancelledLate: '截止后取消',
    seats: '开放名额',
    went: '参加人员',
    didNot: '未参加人员',
    changes: '变更情况',
    kinds: { moved: '时间变更', shrunk: '名额减少', merged: '批次合并', cancelled: '取消' },
    touched: (people) => `已通知${people}人`,
    hostSaid: '接待单位反馈',
    counted: (came) => `接待单位统计人数：${came}`,
    participantsSaid: '参加者反馈',
    rating: (rating, answers) => `满分5分，平均${rating}分，共${answers}份答复。`,
    ratingOf: (rating) => `满分5分，评${rating}分。`,
    recommend: (yes, of) => `${of}人中有${yes}人愿意推荐该参观活动。`,
    tooFew: (answers) => (answers === 0 ? '尚无答复。' : '答复过少，为避免泄露答复者身份，不予显示。'),
    ownWords: '活动情况',
    nobody: '无。',
    continued: '（续）',
    quoted: (text) => `“${text}”`,
    page: (number, of) => `第${number}页，共${of}页`,
    madeAt: (instant) => `截至${instant}`,
  },
};

export type ReportWords = Words & Catalogue;

/** The words of a report, with times as they are at the place of the event. */
export function reportWords(language: MailLanguage, timeZone: string, city: string): ReportWords {
  return { ...wordsFor(language, timeZone, city), ...catalogues[language] };
}
