import { bullets, facts, line, mailBody, note, paragraph } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';

export interface ReplacedProps {
  readonly event: string;
  readonly organisation: string | undefined;
  /** Name of whoever went. */
  readonly former: string;
  /** Name of whoever comes instead. */
  readonly successor: string;
  /** What concerns the reader, a sentence each. */
  readonly lines: readonly string[];
}

const replacedPlaceholders = placeholders<ReplacedProps>(({ text, list }) => ({
  'replacement.organisation': text(
    'Organisation of both.',
    { en: 'China Telecom', ru: 'Чайна Телеком', zh: '中国电信' },
    (p) => p.organisation,
  ),
  'replacement.former': text('Who does not come.', 'Anna Sargsyan', (p) => p.former),
  'replacement.successor': text('Who comes instead.', 'Davit Sargsyan', (p) => p.successor),
  'replacement.lines': list(
    'What is to be redone.',
    { en: ['Badge'], ru: ['Бейдж'], zh: ['胸卡'] },
    (p) => p.lines,
  ),
}));

/** To those who have something to do with somebody in whose place another person comes: desks, chairs, hosts. */
export const personReplaced = defineNotice<ReplacedProps>({
  kind: 'registration.replaced',
  placeholders: replacedPlaceholders,
  render: {
    en: (p) => ({
      subject: `Another person comes instead of ${p.former}: ${p.event}`,
      ...mailBody(
        paragraph(line`${p.successor} comes to ${p.event} in the place of ${p.former}.`),
        facts([['Organisation', p.organisation]]),
        paragraph('This concerns you:'),
        bullets(p.lines),
        note('You receive this message because you have to do with what has changed.'),
      ),
    }),
    ru: (p) => ({
      subject: `Замена участника (${p.former}): ${p.event}`,
      ...mailBody(
        paragraph(
          line`В мероприятии «${p.event}» произошла замена участника. Вместо: ${p.former}. Участвует: ${p.successor}.`,
        ),
        facts([['Организация', p.organisation]]),
        paragraph('Вас касается следующее:'),
        bullets(p.lines),
        note('Вы получили это письмо, поскольку изменения относятся к Вашей работе.'),
      ),
    }),
    zh: (p) => ({
      subject: `参会人员更换（${p.former}）：${p.event}`,
      ...mailBody(
        paragraph(line`${p.successor}将代替${p.former}参加“${p.event}”。`),
        facts([['单位', p.organisation]]),
        paragraph('以下事项与您有关：'),
        bullets(p.lines),
        note('您收到此邮件，是因为上述变更与您的工作有关。'),
      ),
    }),
  },
});
