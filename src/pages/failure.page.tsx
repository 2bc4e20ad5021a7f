import type { MailLanguage } from '../communications/words';
import { htmlPage } from './page';

/** Why a page cannot be shown: the link is not good any more, or something else that may pass. */
export type PageFailure = 'link' | 'other';

const words: Readonly<
  Record<MailLanguage, Record<PageFailure, { title: string; what: string; help: string }>>
> = {
  en: {
    link: {
      title: 'This link is no longer good',
      what: 'It may have expired, or part of it was lost when it was copied.',
      help: 'Open the link in the latest mail that you have about the event. If that does not help, reply to that mail: the secretariat will send you a new link.',
    },
    other: {
      title: 'This page cannot be shown at the moment',
      what: 'Something went wrong on our side.',
      help: 'Please try again in a few minutes.',
    },
  },
  ru: {
    link: {
      title: 'Эта ссылка больше не действует',
      what: 'Возможно, срок её действия истёк или она была скопирована не полностью.',
      help: 'Откройте ссылку из последнего письма о мероприятии. Если это не поможет, ответьте на это письмо: секретариат пришлёт Вам новую ссылку.',
    },
    other: {
      title: 'Сейчас страницу показать не удаётся',
      what: 'Произошла ошибка на нашей стороне.',
      help: 'Пожалуйста, повторите попытку через несколько минут.',
    },
  },
  zh: {
    link: {
      title: '此链接已失效',
      what: '链接可能已过期，或复制时不完整。',
      help: '请打开您收到的最新一封活动邮件中的链接。如仍无法打开，请直接回复该邮件，秘书处将为您发送新链接。',
    },
    other: {
      title: '页面暂时无法显示',
      what: '系统出现故障。',
      help: '请几分钟后重试。',
    },
  },
};

/** What a person sees instead of a page; `requestId` lets whoever they ask find what happened. */
export function failurePage(failure: PageFailure, language: MailLanguage, requestId: string): string {
  const { title, what, help } = words[language][failure];
  return htmlPage(
    title,
    language,
    <>
      <h1>{title}</h1>
      <p>{what}</p>
      <p>{help}</p>
      <p class="quiet">{requestId}</p>
    </>,
  );
}
