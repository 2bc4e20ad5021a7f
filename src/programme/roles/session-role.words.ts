import { line, type Line } from '../../communications/mail-body';
import type { MailLanguage } from '../../communications/words';
import type { sessionRoles } from '../programme.rules';

type SessionRoleName = (typeof sessionRoles)[number];

interface RoleWords {
  /** What the role is called. */
  readonly name: string;
  /** Asks somebody to take it. */
  readonly asks: (session: string, event: string) => Line;
}

const words: Readonly<Record<MailLanguage, Readonly<Record<SessionRoleName, RoleWords>>>> = {
  en: {
    chair: {
      name: 'Chair',
      asks: (session, event) => line`You are asked to chair the session “${session}” at ${event}.`,
    },
    moderator: {
      name: 'Moderator',
      asks: (session, event) => line`You are asked to moderate the session “${session}” at ${event}.`,
    },
    speaker: {
      name: 'Speaker',
      asks: (session, event) => line`You are asked to speak in the session “${session}” at ${event}.`,
    },
    panellist: {
      name: 'Panellist',
      asks: (session, event) =>
        line`You are asked to take part as a panellist in the session “${session}” at ${event}.`,
    },
    rapporteur: {
      name: 'Rapporteur',
      asks: (session, event) =>
        line`You are asked to serve as rapporteur of the session “${session}” at ${event}.`,
    },
    reader: {
      name: 'Reader of a message',
      asks: (session, event) =>
        line`You are asked to read a message in the session “${session}” at ${event}.`,
    },
  },
  ru: {
    chair: {
      name: 'Председатель',
      asks: (session, event) =>
        line`Просим Вас председательствовать на заседании «${session}» мероприятия «${event}».`,
    },
    moderator: {
      name: 'Модератор',
      asks: (session, event) =>
        line`Просим Вас быть модератором заседания «${session}» мероприятия «${event}».`,
    },
    speaker: {
      name: 'Выступающий',
      asks: (session, event) => line`Просим Вас выступить на заседании «${session}» мероприятия «${event}».`,
    },
    panellist: {
      name: 'Участник дискуссии',
      asks: (session, event) =>
        line`Просим Вас принять участие в дискуссии на заседании «${session}» мероприятия «${event}».`,
    },
    rapporteur: {
      name: 'Докладчик по итогам',
      asks: (session, event) =>
        line`Просим Вас быть докладчиком по итогам заседания «${session}» мероприятия «${event}».`,
    },
    reader: {
      name: 'Чтец послания',
      asks: (session, event) =>
        line`Просим Вас зачитать послание на заседании «${session}» мероприятия «${event}».`,
    },
  },
  zh: {
    chair: {
      name: '主席',
      asks: (session, event) => line`诚邀您在“${event}”的“${session}”中担任主席。`,
    },
    moderator: {
      name: '主持人',
      asks: (session, event) => line`诚邀您在“${event}”的“${session}”中担任主持人。`,
    },
    speaker: {
      name: '演讲嘉宾',
      asks: (session, event) => line`诚邀您在“${event}”的“${session}”中发表演讲。`,
    },
    panellist: {
      name: '讨论嘉宾',
      asks: (session, event) => line`诚邀您作为讨论嘉宾参加“${event}”的“${session}”。`,
    },
    rapporteur: {
      name: '报告员',
      asks: (session, event) => line`诚邀您在“${event}”的“${session}”中担任报告员。`,
    },
    reader: {
      name: '宣读人',
      asks: (session, event) => line`诚邀您在“${event}”的“${session}”中宣读贺信。`,
    },
  },
};

/** What a role is called in this language. */
export function roleName(role: string, language: MailLanguage): string {
  return words[language][role as SessionRoleName].name;
}

/** The sentence that asks somebody to take a role in a session. */
export function asksForRole(role: string, language: MailLanguage, session: string, event: string): Line {
  return words[language][role as SessionRoleName].asks(session, event);
}

/** What stands beside a role wherever it is asked for, in a mail or on a page. */
export const askingWords: Readonly<
  Record<MailLanguage, { readonly role: string; readonly item: string; readonly timeToCome: string }>
> = {
  en: { role: 'Your role', item: 'Your part', timeToCome: 'to be announced' },
  ru: { role: 'Ваша роль', item: 'Тема', timeToCome: 'будет объявлено позже' },
  zh: { role: '您的角色', item: '议题', timeToCome: '待定' },
};
