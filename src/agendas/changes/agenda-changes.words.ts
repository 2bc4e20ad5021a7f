import type { MailLanguage } from '../../communications/words';

interface ChangeWords {
  readonly subject: (event: string) => string;
  readonly intro: (event: string) => string;
  /** That the attached file brings the calendar up to date. */
  readonly calendar: string;
  readonly added: string;
  readonly changed: string;
  readonly gone: string;
  readonly title: string;
  readonly place: string;
  /** What one does in a session. */
  readonly part: string;
  /** What there was, and what there is now. */
  readonly from: (before: string, after: string) => string;
  /** Where there was something, or is something, and now or before there is nothing. */
  readonly nothing: string;
}

/** Words of change notices. */
export const changeWords: Readonly<Record<MailLanguage, ChangeWords>> = {
  en: {
    subject: (event) => `Your agenda has changed: ${event}`,
    intro: (event) => `Your personal agenda for ${event} has changed. This is what is different for you.`,
    calendar: 'The calendar file attached brings your calendar up to date.',
    added: 'New on your agenda',
    changed: 'Changed',
    gone: 'No longer on your agenda',
    title: 'Title',
    place: 'Where',
    part: 'Your part',
    from: (before, after) => `${before} → ${after}`,
    nothing: 'none',
  },
  ru: {
    subject: (event) => `Изменения в Вашей программе: ${event}`,
    intro: (event) =>
      `В Вашей личной программе мероприятия «${event}» произошли изменения. Ниже указано, что изменилось именно для Вас.`,
    calendar: 'Приложенный файл обновит записи в Вашем календаре.',
    added: 'Добавлено в Вашу программу',
    changed: 'Изменено',
    gone: 'Исключено из Вашей программы',
    title: 'Название',
    place: 'Где',
    part: 'Ваше участие',
    from: (before, after) => `${before} → ${after}`,
    nothing: 'нет',
  },
  zh: {
    subject: (event) => `您的个人日程有变动：${event}`,
    intro: (event) => `您参加“${event}”的个人日程有变动。以下是与您有关的变动内容。`,
    calendar: '随信所附日历文件可更新您的日历。',
    added: '新增',
    changed: '变动',
    gone: '已从日程中移除',
    title: '名称',
    place: '地点',
    part: '您的任务',
    from: (before, after) => `${before} → ${after}`,
    nothing: '无',
  },
};
