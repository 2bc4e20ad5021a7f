import { button, facts, line, mailBody, note, paragraph } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import type { Words } from '../../communications/words';

/** A translation, as those are told of it who work on it. */
export interface TranslationWork {
  readonly event: string;
  readonly author: string;
  readonly authorTitle: string;
  /** Languages by their tags. */
  readonly from: string;
  readonly into: string;
  readonly part: 'translate' | 'check';
  readonly dueAt: Date | undefined;
  /** Where the translation is, for whoever is signed in. */
  readonly url: string;
}

export interface TranslationAskedProps extends TranslationWork {
  /** Why it has to be gone over, when there was a translation before. */
  readonly again: 'returned' | 'outdated' | undefined;
  /** Whoever is named to check has nothing to check yet. */
  readonly waits: boolean;
}

export interface TranslationReminderProps extends TranslationWork {
  readonly overdue: boolean;
}

const labels = {
  en: { author: 'Author', from: 'Original', into: 'Translation into' },
  ru: { author: 'Автор', from: 'Язык оригинала', into: 'Язык перевода' },
  zh: { author: '作者', from: '原文语言', into: '译文语言' },
} as const;

function workFacts(p: TranslationWork, w: Words) {
  const { author, from, into } = labels[w.language];
  return facts([
    [author, w.language === 'zh' ? `${p.author}（${p.authorTitle}）` : `${p.author}, ${p.authorTitle}`],
    [from, w.languageName(p.from)],
    [into, w.languageName(p.into)],
    [w.deadline, p.dueAt && w.dateTime(p.dueAt)],
  ]);
}

/**
 * Tells whoever is named to translate a message, or to check a translation, that it is their turn. Neither the text nor what
 * was said of it is in the mail, and its subject does not say whose message it is.
 */
export const translationAsked = defineNotice<TranslationAskedProps>({
  kind: 'greeting.translation-asked',
  render: {
    en: (p, w) => ({
      subject: `${p.part === 'translate' ? 'To be translated' : p.waits ? 'You will check a translation' : 'To be checked'}: message of greetings, ${p.event}`,
      ...mailBody(
        paragraph(
          p.part === 'check'
            ? p.waits
              ? line`You are named to check the translation of a message of greetings for ${p.event}. You will get another mail when it is there.`
              : line`The translation of a message of greetings for ${p.event} is there. Please check it.`
            : p.again === 'returned'
              ? line`Your translation of a message of greetings for ${p.event} was given back with remarks. Please go over it.`
              : p.again === 'outdated'
                ? line`The original of a message of greetings for ${p.event} has changed since it was translated. Please go over the translation.`
                : line`You are asked to translate a message of greetings for ${p.event}.`,
        ),
        workFacts(p, w),
        button('Open the translation', p.url),
        note('The text is under embargo until it is made public; it is shown when you have signed in.'),
      ),
    }),
    ru: (p, w) => ({
      subject: `${p.part === 'translate' ? 'Нужен перевод' : p.waits ? 'Вам предстоит проверить перевод' : 'Проверьте перевод'}: приветственное послание, ${p.event}`,
      ...mailBody(
        paragraph(
          p.part === 'check'
            ? p.waits
              ? line`Вам поручено проверить перевод приветственного послания: ${p.event}. Когда перевод будет готов, Вы получите ещё одно письмо.`
              : line`Перевод приветственного послания готов: ${p.event}. Просим проверить его.`
            : p.again === 'returned'
              ? line`Ваш перевод приветственного послания возвращён с замечаниями: ${p.event}. Просим доработать его.`
              : p.again === 'outdated'
                ? line`Оригинал приветственного послания изменился после перевода: ${p.event}. Просим обновить перевод.`
                : line`Просим перевести приветственное послание: ${p.event}.`,
        ),
        workFacts(p, w),
        button('Открыть перевод', p.url),
        note('До опубликования текст не разглашается; он виден после входа в систему.'),
      ),
    }),
    zh: (p, w) => ({
      subject: `${p.part === 'translate' ? '请翻译贺信' : p.waits ? '将请您审校译文' : '请审校译文'}：${p.event}`,
      ...mailBody(
        paragraph(
          p.part === 'check'
            ? p.waits
              ? line`您将负责审校“${p.event}”一封贺信的译文。译文完成后将另行通知您。`
              : line`“${p.event}”一封贺信的译文已完成，请审校。`
            : p.again === 'returned'
              ? line`您为“${p.event}”翻译的一封贺信已附意见退回，请修改。`
              : p.again === 'outdated'
                ? line`“${p.event}”一封贺信的原文在翻译之后有所更改，请更新译文。`
                : line`请翻译“${p.event}”的一封贺信。`,
        ),
        workFacts(p, w),
        button('打开译文', p.url),
        note('贺信在正式公布之前不得外传；登录后即可看到文本。'),
      ),
    }),
  },
});

/** Reminds whoever's turn it is that the translation is needed soon. */
export const translationReminder = defineNotice<TranslationReminderProps>({
  kind: 'greeting.translation-reminder',
  render: {
    en: (p, w) => ({
      subject: `${p.overdue ? 'Overdue' : 'Reminder'}: ${p.part === 'translate' ? 'translation' : 'check of a translation'}, message of greetings, ${p.event}`,
      ...mailBody(
        paragraph(
          p.part === 'translate'
            ? p.overdue
              ? line`Your translation of a message of greetings for ${p.event} is overdue.`
              : line`Your translation of a message of greetings for ${p.event} is needed soon.`
            : p.overdue
              ? line`A translation of a message of greetings for ${p.event} still waits for you to check it, and is overdue.`
              : line`A translation of a message of greetings for ${p.event} waits for you to check it, and is needed soon.`,
        ),
        workFacts(p, w),
        button('Open the translation', p.url),
      ),
    }),
    ru: (p, w) => ({
      subject: `${p.overdue ? 'Просрочено' : 'Напоминание'}: ${p.part === 'translate' ? 'перевод' : 'проверка перевода'}, приветственное послание, ${p.event}`,
      ...mailBody(
        paragraph(
          p.part === 'translate'
            ? p.overdue
              ? line`Срок Вашего перевода приветственного послания истёк: ${p.event}.`
              : line`Скоро понадобится Ваш перевод приветственного послания: ${p.event}.`
            : p.overdue
              ? line`Перевод приветственного послания ожидает Вашей проверки, срок истёк: ${p.event}.`
              : line`Перевод приветственного послания ожидает Вашей проверки и скоро понадобится: ${p.event}.`,
        ),
        workFacts(p, w),
        button('Открыть перевод', p.url),
      ),
    }),
    zh: (p, w) => ({
      subject: `${p.overdue ? '已逾期' : '提醒'}：贺信${p.part === 'translate' ? '翻译' : '译文审校'}，${p.event}`,
      ...mailBody(
        paragraph(
          p.part === 'translate'
            ? p.overdue
              ? line`您负责的“${p.event}”贺信译文已逾期。`
              : line`您负责的“${p.event}”贺信译文即将到期。`
            : p.overdue
              ? line`“${p.event}”一封贺信的译文仍待您审校，现已逾期。`
              : line`“${p.event}”一封贺信的译文待您审校，即将到期。`,
        ),
        workFacts(p, w),
        button('打开译文', p.url),
      ),
    }),
  },
});
