import { button, facts, line, mailBody, note, paragraph } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';

/** What a mail about a form that is asked of those who have a place can say. */
export interface FormOpenNotice {
  readonly eventTitle: string;
  readonly formTitle: string;
  /** Code of the registration. */
  readonly code: string;
  /** Until when it can be answered, if there is such a date. */
  readonly deadline: Date | undefined;
  /** The person’s own copy of the form, with the token that signs them in. */
  readonly url: string;
}

const formPlaceholders = placeholders<FormOpenNotice>(({ text, instant, link }) => ({
  'form.title': text(
    'Title of the form.',
    { en: 'Arrival and departure', ru: 'Приезд и отъезд', zh: '抵离信息' },
    (p) => p.formTitle,
  ),
  'form.deadline': instant(
    'Until when it can be answered, if there is such a time.',
    new Date('2019-10-01T10:00:00Z'),
    (p) => p.deadline,
  ),
  'form.page': link(
    'The reader’s own copy of the form.',
    'https://forum.example/form?token=pl.1',
    (p) => p.url,
  ),
}));

/** A further form is asked: of everybody who has a place when it opens, and of whoever gets one later. */
export const formOpen = defineNotice<FormOpenNotice>({
  kind: 'registration.form-open',
  placeholders: formPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `Please tell us more: ${p.formTitle} (${p.eventTitle})`,
      ...mailBody(
        paragraph(line`To prepare your stay at ${p.eventTitle}, we ask you to fill in “${p.formTitle}”.`),
        facts([
          [w.referenceCode, p.code],
          [w.deadline, p.deadline && w.dateTime(p.deadline)],
        ]),
        button('Open the form', p.url),
        note('This link is yours alone: whoever has it can see and change what you enter.'),
      ),
    }),
    ru: (p, w) => ({
      subject: `Просим Вас сообщить подробности: ${p.formTitle} (${p.eventTitle})`,
      ...mailBody(
        paragraph(
          line`Чтобы подготовить Ваше пребывание на мероприятии «${p.eventTitle}», просим Вас заполнить анкету «${p.formTitle}».`,
        ),
        facts([
          [w.referenceCode, p.code],
          [w.deadline, p.deadline && w.dateTime(p.deadline)],
        ]),
        button('Открыть анкету', p.url),
        note('Эта ссылка — только для Вас: по ней можно увидеть и изменить то, что Вы указали.'),
      ),
    }),
    zh: (p, w) => ({
      subject: `请补充信息：${p.formTitle}（${p.eventTitle}）`,
      ...mailBody(
        paragraph(line`为安排您参加“${p.eventTitle}”的相关事宜，请填写“${p.formTitle}”。`),
        facts([
          [w.referenceCode, p.code],
          [w.deadline, p.deadline && w.dateTime(p.deadline)],
        ]),
        button('打开表格', p.url),
        note('该链接仅供您本人使用，持有链接者可查看并修改您填写的内容。'),
      ),
    }),
  },
});
