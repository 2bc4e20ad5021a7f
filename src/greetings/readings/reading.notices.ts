import { button, facts, line, mailBody, note, paragraph } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';
import type { Words } from '../../communications/words';

/** A message with its place in the order of reading, as mails name it. */
export interface PlaceProps {
  readonly event: string;
  readonly author: string;
  readonly authorTitle: string;
  /** Absent while it has no place. */
  readonly place: { readonly session: string; readonly position: number } | undefined;
  readonly when: { readonly startsAt: Date; readonly endsAt: Date } | undefined;
}

export interface DeputyAskedProps extends PlaceProps {
  /** Absent while nothing is known of the text. */
  readonly readingSeconds: number | undefined;
  /** The page on which the deputy answers; absent for whoever has no link of their own. */
  readonly url: string | undefined;
}

const minutes = (seconds: number): number => Math.max(1, Math.ceil(seconds / 60));

/** Whose message it is cannot be named: the subject is seen by those who see that a mail went out. */
const placePlaceholders = placeholders<PlaceProps>(({ text, period, number }) => ({
  'session.title': text(
    'Title of the session.',
    { en: 'Opening ceremony', ru: 'Церемония открытия', zh: '开幕式' },
    (p) => p.place?.session,
  ),
  'session.period': period(
    'When it takes place.',
    { start: new Date('2019-10-21T01:00:00Z'), end: new Date('2019-10-21T02:00:00Z') },
    ({ when }) => when && { start: when.startsAt, end: when.endsAt },
  ),
  'reading.position': number('Place in the order of reading, counted from 1.', 2, (p) => p.place?.position),
}));

/** Asks the deputy to read a message, because its reader does not. */
export const greetingDeputyAsked = defineNotice<DeputyAskedProps>({
  kind: 'greeting.deputy-asked',
  placeholders: placePlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `The reader cannot come: will you read the message? ${p.event}`,
      ...mailBody(
        paragraph(
          line`You stand in for the reader of the message of greetings of ${p.author}, ${p.authorTitle}, at ${p.event}. The reader cannot do it. You are asked to read it on the author’s behalf.`,
        ),
        facts([
          ...placed(p, w, ['Session', 'Place in the order']),
          [
            'Length',
            p.readingSeconds === undefined
              ? undefined
              : w.count(minutes(p.readingSeconds), { one: 'about # minute', other: 'about # minutes' }),
          ],
        ]),
        ...(p.url === undefined
          ? [
              paragraph(
                'The place in the order is kept. Please reply to this message to say whether you accept.',
              ),
            ]
          : [
              paragraph('The place in the order is kept. Please tell us whether you accept.'),
              button('Accept or decline', p.url),
            ]),
        note(
          `The text is under embargo until it has been delivered; you will get it when you have accepted.${p.url === undefined ? '' : ' The link is yours alone: whoever has it can answer in your name.'}`,
        ),
      ),
    }),
    ru: (p, w) => ({
      subject: `Чтец не сможет выступить. Огласите ли Вы послание? ${p.event}`,
      ...mailBody(
        paragraph(
          line`Вы — запасной чтец приветственного послания на мероприятии «${p.event}». Автор: ${p.author}, ${p.authorTitle}. Чтец не сможет его огласить, поэтому просим Вас сделать это от имени автора.`,
        ),
        facts([
          ...placed(p, w, ['Сессия', 'Место в порядке оглашения']),
          [
            'Продолжительность',
            p.readingSeconds === undefined
              ? undefined
              : w.count(minutes(p.readingSeconds), {
                  one: 'около # минуты',
                  few: 'около # минут',
                  many: 'около # минут',
                  other: 'около # минуты',
                }),
          ],
        ]),
        ...(p.url === undefined
          ? [
              paragraph(
                'Место в порядке оглашения сохранено. Просим ответить на это письмо и сообщить о Вашем согласии.',
              ),
            ]
          : [
              paragraph('Место в порядке оглашения сохранено. Просим сообщить о Вашем согласии.'),
              button('Согласиться или отказаться', p.url),
            ]),
        note(
          `До оглашения текст не разглашается; Вы получите его, как только согласитесь.${p.url === undefined ? '' : ' Ссылка предназначена только для Вас: каждый, у кого она есть, может ответить от Вашего имени.'}`,
        ),
      ),
    }),
    zh: (p, w) => ({
      subject: `宣读人无法出席，恳请您代为宣读贺信：${p.event}`,
      ...mailBody(
        paragraph(
          line`您是“${p.event}”上${p.author}（${p.authorTitle}）贺信的候补宣读人。原宣读人无法宣读，恳请您代作者宣读。`,
        ),
        facts([
          ...placed(p, w, ['环节', '宣读顺序']),
          [
            '篇幅',
            p.readingSeconds === undefined
              ? undefined
              : w.count(minutes(p.readingSeconds), { other: '约#分钟' }),
          ],
        ]),
        ...(p.url === undefined
          ? [paragraph('宣读顺序中的位置已为您保留。敬请回复本邮件，告知您是否接受。')]
          : [paragraph('宣读顺序中的位置已为您保留。敬请告知您是否接受。'), button('接受或谢绝', p.url)]),
        note(
          `贺信在宣读之前不对外公布；您接受后即可收到文本。${p.url === undefined ? '' : '链接仅供您本人使用：持有者可代您答复。'}`,
        ),
      ),
    }),
  },
});

/** Why nobody reads a message now. */
export type MissingReason = 'declined' | 'cancelled' | 'nobody';

export interface ReaderMissingProps extends PlaceProps {
  readonly why: MissingReason;
  readonly reader: string | undefined;
  readonly deputy: { readonly name: string; readonly state: 'asked' | 'declined' | 'cancelled' } | undefined;
}

/** Tells protocol that a message has nobody who reads it. */
export const greetingReaderMissing = defineNotice<ReaderMissingProps>({
  kind: 'greeting.reader-missing',
  placeholders: placePlaceholders,
  render: {
    en: (p, w) => ({
      subject: `Nobody reads the message of ${p.author}: ${p.event}`,
      ...mailBody(
        paragraph(
          p.reader === undefined
            ? line`The message of greetings of ${p.author}, ${p.authorTitle}, has no reader.`
            : p.why === 'cancelled'
              ? line`${p.reader} was to read the message of greetings of ${p.author}, ${p.authorTitle}, and does not take part any more: the registration has ended.`
              : line`${p.reader} does not read the message of greetings of ${p.author}, ${p.authorTitle}.`,
        ),
        facts([
          ...placed(p, w, ['Session', 'Place in the order, kept']),
          [
            'Deputy',
            p.deputy &&
              `${p.deputy.name}: ${{ asked: 'has been asked now', declined: 'has declined', cancelled: 'does not take part any more' }[p.deputy.state]}`,
          ],
        ]),
        paragraph(
          p.deputy?.state === 'asked'
            ? 'A deputy who accepts takes the place over at once. Until then nobody reads.'
            : 'Ask somebody else to read it, or choose another mode of delivery.',
        ),
      ),
    }),
    ru: (p, w) => ({
      subject: `Послание некому огласить (${p.author}): ${p.event}`,
      ...mailBody(
        paragraph(
          p.reader === undefined
            ? line`У приветственного послания нет чтеца. Автор: ${p.author}, ${p.authorTitle}.`
            : p.why === 'cancelled'
              ? line`${p.reader} больше не участвует: регистрация прекращена. Послание, которое предстояло огласить: ${p.author}, ${p.authorTitle}.`
              : line`Чтец отказался: ${p.reader}. Послание: ${p.author}, ${p.authorTitle}.`,
        ),
        facts([
          ...placed(p, w, ['Сессия', 'Место в порядке оглашения (сохранено)']),
          [
            'Запасной чтец',
            p.deputy &&
              `${p.deputy.name}: ${{ asked: 'запрос отправлен', declined: 'отказ', cancelled: 'больше не участвует' }[p.deputy.state]}`,
          ],
        ]),
        paragraph(
          p.deputy?.state === 'asked'
            ? 'Если запасной чтец согласится, место сразу перейдёт к нему. До этого послание некому огласить.'
            : 'Попросите другого человека или выберите другой способ оглашения.',
        ),
      ),
    }),
    zh: (p, w) => ({
      subject: `${p.author}的贺信无人宣读：${p.event}`,
      ...mailBody(
        paragraph(
          p.reader === undefined
            ? line`${p.author}（${p.authorTitle}）的贺信尚无宣读人。`
            : p.why === 'cancelled'
              ? line`原定宣读${p.author}（${p.authorTitle}）贺信的${p.reader}不再参会：注册已终止。`
              : line`${p.reader}不宣读${p.author}（${p.authorTitle}）的贺信。`,
        ),
        facts([
          ...placed(p, w, ['环节', '宣读顺序（已保留）']),
          [
            '候补宣读人',
            p.deputy &&
              `${p.deputy.name}：${{ asked: '已征询', declined: '已谢绝', cancelled: '不再参会' }[p.deputy.state]}`,
          ],
        ]),
        paragraph(
          p.deputy?.state === 'asked'
            ? '候补宣读人一经接受，即接替该位置；在此之前无人宣读。'
            : '请另请他人宣读，或选择其他发表方式。',
        ),
      ),
    }),
  },
});

export interface ReaderElsewhereProps extends PlaceProps {
  /** What is in the way, as sentences in the language of the mail. */
  readonly conflicts: readonly string[];
}

/** Tells protocol that whoever is to read a message cannot be there. */
export const greetingReaderElsewhere = defineNotice<ReaderElsewhereProps>({
  kind: 'greeting.reader-elsewhere',
  placeholders: placePlaceholders,
  render: {
    en: (p, w) => ({
      subject: `The reader of the message of ${p.author} is expected elsewhere: ${p.event}`,
      ...mailBody(
        paragraph(
          line`Something has changed, and the message of greetings of ${p.author}, ${p.authorTitle}, cannot be read as it was planned.`,
        ),
        facts(placed(p, w, ['Session', 'Place in the order'])),
        ...p.conflicts.map((said) => paragraph(line`${said}`)),
        paragraph('Ask somebody else to read it, or change what is in the way.'),
      ),
    }),
    ru: (p, w) => ({
      subject: `Чтец послания занят в другом месте (${p.author}): ${p.event}`,
      ...mailBody(
        paragraph(
          line`Планы изменились, и приветственное послание не может быть оглашено так, как намечено. Автор: ${p.author}, ${p.authorTitle}.`,
        ),
        facts(placed(p, w, ['Сессия', 'Место в порядке оглашения'])),
        ...p.conflicts.map((said) => paragraph(line`${said}`)),
        paragraph('Попросите другого человека огласить послание или устраните препятствие.'),
      ),
    }),
    zh: (p, w) => ({
      subject: `${p.author}贺信的宣读人另有安排：${p.event}`,
      ...mailBody(
        paragraph(line`情况有变，${p.author}（${p.authorTitle}）的贺信无法按原计划宣读。`),
        facts(placed(p, w, ['环节', '宣读顺序'])),
        ...p.conflicts.map((said) => paragraph(line`${said}`)),
        paragraph('请另请他人宣读，或调整与之冲突的安排。'),
      ),
    }),
  },
});

/** Where in the programme the message stands. */
function placed(
  { place, when }: PlaceProps,
  w: Words,
  [session, position]: readonly [string, string],
): [string, string | undefined][] {
  return [
    [session, place?.session],
    [w.when, when && w.period(when.startsAt, when.endsAt)],
    [position, place === undefined ? undefined : String(place.position)],
  ];
}
