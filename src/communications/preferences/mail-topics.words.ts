import type { MailLanguage } from '../words';

/** What a reader can do without, by the names under which they choose. What somebody must know has no topic. */
export const mailTopics = ['news', 'reminders', 'feedback'] as const;
export type MailTopic = (typeof mailTopics)[number];

/** How a topic is called within a sentence ("mails about …" / «письма на тему „…“»). */
export const topicNames: Readonly<Record<MailLanguage, Readonly<Record<MailTopic, string>>>> = {
  en: { news: 'News of the event', reminders: 'Reminders', feedback: 'Questions about how it was' },
  ru: { news: 'Новости мероприятия', reminders: 'Напоминания', feedback: 'Вопросы о впечатлениях' },
  zh: { news: '活动资讯', reminders: '日程提醒', feedback: '意见反馈' },
};
