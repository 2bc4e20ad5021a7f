import type { MailLanguage } from '../communications/words';
import type { AgendaDeadline, DeadlineKind } from './deadline.rules';

interface DeadlineWords {
  /** Above the list. */
  readonly title: string;
  /** Before a deadline in a calendar, where it stands among what takes place. */
  readonly inCalendar: (what: string) => string;
  readonly overdue: (when: string) => string;
  /** What is to be done; about what, where a title is known. */
  readonly what: Readonly<Record<DeadlineKind, (title: string | null) => string>>;
}

/** Words of what people owe, in the languages in which the program writes. */
export const deadlineWords: Readonly<Record<MailLanguage, DeadlineWords>> = {
  en: {
    title: 'Your deadlines',
    inCalendar: (what) => `Deadline: ${what}`,
    overdue: (when) => `overdue since ${when}`,
    what: {
      registration: () => 'Complete your registration and hand it in',
      offer: () => 'Accept the place that you are offered',
      form: (title) => (title === null ? 'Complete your registration form' : `Fill in the form “${title}”`),
      document: (title) => `Have this handed in by your focal point: ${title}`,
      role: (title) => `Say whether you take on your role in “${title}”`,
      reading: (author) =>
        author === null
          ? 'Say whether you read a message of greetings'
          : `Say whether you read the message of ${author}`,
      greeting: (author) => `Hand in the message of greetings of ${author}`,
      visit_offer: (title) => `Accept the place on the visit “${title}”`,
      identity: (title) => `Give the host of the visit “${title}” the data of your document`,
      wishes: (title) =>
        title === null
          ? 'Say which visits you wish to join'
          : `Say whether you wish to join the visit “${title}”`,
      delegation_answer: (title) => `Answer the invitation to ${title}`,
      nominations: (title) => `Name the members of the delegation: ${title}`,
      delegation_document: (title) => `Hand in for your delegation: ${title}`,
    },
  },
  ru: {
    title: 'Ваши сроки',
    inCalendar: (what) => `Срок: ${what}`,
    overdue: (when) => `срок истёк: ${when}`,
    what: {
      registration: () => 'Заполнить и подать заявку на участие',
      offer: () => 'Принять предложенное место',
      form: (title) => (title === null ? 'Дополнить регистрационную анкету' : `Заполнить анкету «${title}»`),
      document: (title) => `Передать через контактное лицо делегации: ${title}`,
      role: (title) => `Ответить на приглашение участвовать в заседании «${title}»`,
      reading: (author) =>
        author === null
          ? 'Ответить, зачитаете ли Вы приветствие'
          : `Ответить, зачитаете ли Вы приветствие: ${author}`,
      greeting: (author) => `Передать текст приветствия: ${author}`,
      visit_offer: (title) => `Принять место на посещении «${title}»`,
      identity: (title) => `Сообщить данные документа для посещения «${title}»`,
      wishes: (title) =>
        title === null
          ? 'Указать желаемые посещения'
          : `Указать, желаете ли Вы участвовать в посещении «${title}»`,
      delegation_answer: (title) => `Ответить на приглашение: ${title}`,
      nominations: (title) => `Назвать членов делегации: ${title}`,
      delegation_document: (title) => `Передать за делегацию: ${title}`,
    },
  },
  zh: {
    title: '您的待办事项',
    inCalendar: (what) => `截止：${what}`,
    overdue: (when) => `已逾期：${when}`,
    what: {
      registration: () => '填写并提交报名表',
      offer: () => '确认接受为您提供的名额',
      form: (title) => (title === null ? '补全报名表' : `填写“${title}”`),
      document: (title) => `请代表团联络人代为提交：${title}`,
      role: (title) => `答复是否在“${title}”中承担所邀职责`,
      reading: (author) => (author === null ? '答复是否宣读贺信' : `答复是否宣读${author}的贺信`),
      greeting: (author) => `提交${author}的贺信`,
      visit_offer: (title) => `确认接受“${title}”参观名额`,
      identity: (title) => `为参观“${title}”提供证件信息`,
      wishes: (title) => (title === null ? '填报参观志愿' : `填报是否希望参加“${title}”参观`),
      delegation_answer: (title) => `答复邀请：${title}`,
      nominations: (title) => `提交代表团成员名单：${title}`,
      delegation_document: (title) => `代表团须提交：${title}`,
    },
  },
};

/** What is to be done, as a sentence without its end. */
export function deadlineInWords({ kind, title }: AgendaDeadline, language: MailLanguage): string {
  return deadlineWords[language].what[kind](title);
}
