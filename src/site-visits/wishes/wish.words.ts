import type { MailLanguage } from '../../communications/words';
import type { BarCode } from '../allocations/allocation.rules';
import type { Shortage } from './circumstances.rules';

/** What a sentence about a departure can be about. */
export interface AboutBar {
  /** Title of the session or visit that is in the way, in the language of the sentence. */
  readonly title?: string | undefined;
  readonly age?: string | undefined;
}

/** A sentence for each reason for which a departure is not possible; says nothing of other people or of the host's word. */
export const barSentences: Readonly<
  Record<MailLanguage, Readonly<Record<BarCode | Shortage, (about: AboutBar) => string>>>
> = {
  en: {
    closed: () => 'Booking for it has closed.',
    not_received: () => 'The host cannot receive you there.',
    too_young: ({ age }) => `The host receives visitors from the age of ${age ?? '18'}.`,
    clash: ({ title }) =>
      title === undefined
        ? 'You are expected elsewhere at that time.'
        : `At that time, or too close to it, you are expected at “${title}”.`,
    booked: () => 'You have a place on this visit already.',
    waiting: () => 'You are on the waiting list of this visit already.',
    pinned_out: () => 'The coordinator of the visits has decided otherwise.',
    full: () => 'All places are taken.',
    kept: () => 'The places that are left are kept for others for the time being.',
    share: () => 'Your delegation has all the places there that one delegation can have.',
  },
  ru: {
    closed: () => 'Запись на этот выезд закрыта.',
    not_received: () => 'Принимающая сторона не сможет Вас принять.',
    too_young: ({ age }) => `Принимающая сторона принимает посетителей с возраста: ${age ?? '18'}.`,
    clash: ({ title }) =>
      title === undefined
        ? 'В это время Вас ждут в другом месте.'
        : `В это время или почти в это время Вас ждут на «${title}».`,
    booked: () => 'У Вас уже есть место на это посещение.',
    waiting: () => 'Вы уже стоите в списке ожидания на это посещение.',
    pinned_out: () => 'Координатор посещений решил иначе.',
    full: () => 'Все места заняты.',
    kept: () => 'Оставшиеся места пока удерживаются для других.',
    share: () => 'Ваша делегация уже заняла все места, которые может занять одна делегация.',
  },
  zh: {
    closed: () => '该批次的预约已截止。',
    not_received: () => '接待单位无法接待您。',
    too_young: ({ age }) => `接待单位只接待年满${age ?? '18'}岁的访客。`,
    clash: ({ title }) =>
      title === undefined ? '届时您另有安排。' : `届时或与之过近的时间，您须出席“${title}”。`,
    booked: () => '您已有该参观活动的名额。',
    waiting: () => '您已在该参观活动的候补名单中。',
    pinned_out: () => '参观协调员另有决定。',
    full: () => '名额已满。',
    kept: () => '剩余名额暂时为其他人保留。',
    share: () => '贵代表团在该活动中的名额已达上限。',
  },
};
