import type { DeliveryExtent, DeliveryMode, PressLanguage } from '../greeting.rules';

/** The words of a letter before its gaps are filled. */
export interface ThanksTemplate {
  readonly salutation: string;
  readonly body: string;
  readonly closing: string;
  readonly signatoryName: string | null;
  readonly signatoryPost: string | null;
}

interface ThanksWords {
  readonly template: ThanksTemplate;
  readonly title: (author: string) => string;
  readonly sender: (event: string) => string;
  readonly placeAndDay: (place: string, day: string) => string;
  readonly delivery: (p: {
    readonly mode: DeliveryMode;
    readonly by: string;
    readonly where: string;
    readonly extent: DeliveryExtent;
  }) => string;
  readonly whereAndWhen: (place: string, day: string) => string;
  readonly published: string;
}

const nobody = { signatoryName: null, signatoryPost: null };

/** What is written where an event has no words of its own. Russian names stay in the nominative. */
export const thanksWords: Readonly<Record<PressLanguage, ThanksWords>> = {
  en: {
    template: {
      ...nobody,
      salutation: 'Excellency,',
      body: [
        'On behalf of the participants and the organisers of {{event}}, I have the honour to thank you for your message of greetings to {{addressees}}.',
        '{{delivery}} {{publication}} Your words were received with great attention, and have set the tone for the work of the meeting.',
        'We look forward to our further cooperation.',
      ].join('\n\n'),
      closing: 'Please accept the assurances of my highest consideration.',
    },
    title: (author) => `Letter of thanks to ${author}`,
    sender: (event) => `Secretariat of ${event}`,
    placeAndDay: (place, day) => `${place}, ${day}`,
    delivery: ({ mode, by, where, extent }) => {
      const how = {
        in_person: 'You delivered it in person',
        read_on_behalf: `It was read out on your behalf by ${by}`,
        read_by_moderator: `It was read out by the moderator, ${by}`,
        video: 'Your video address was shown',
        circulated: 'It was circulated in writing',
      }[mode];
      return `${how}${extent === 'abridged' ? ', in abridged form' : ''} (${where}).`;
    },
    whereAndWhen: (place, day) => `${place}, ${day}`,
    published: 'Its full text has been made public.',
  },
  ru: {
    template: {
      ...nobody,
      salutation: 'Ваше Превосходительство!',
      body: [
        'От имени участников и организаторов мероприятия «{{event}}» имею честь выразить Вам искреннюю признательность за приветственное послание.',
        '{{delivery}} {{publication}} Ваши слова были встречены с большим вниманием и задали тон работе форума.',
        'Рассчитываем на дальнейшее сотрудничество.',
      ].join('\n\n'),
      closing: 'Примите уверения в моём весьма высоком уважении.',
    },
    title: (author) => `Благодарственное письмо: ${author}`,
    sender: (event) => `Секретариат мероприятия «${event}»`,
    placeAndDay: (place, day) => `${place}, ${day}`,
    delivery: ({ mode, by, where, extent }) => {
      const full = extent === 'full';
      const how = {
        in_person: `Послание было оглашено Вами лично${full ? '' : ' с сокращениями'}`,
        read_on_behalf: `Послание было оглашено от Вашего имени${full ? '' : ' с сокращениями'}; огласил(а): ${by}`,
        read_by_moderator: `Послание было оглашено модератором${full ? '' : ' с сокращениями'}: ${by}`,
        video: `Ваше видеообращение было показано${full ? '' : ' с сокращениями'}`,
        circulated: `Послание было распространено в письменном виде${full ? '' : ' с сокращениями'}`,
      }[mode];
      return `${how} (${where}).`;
    },
    // "21 октября 2019 г." is followed by a bracket.
    whereAndWhen: (place, day) => `${place}, ${day}`,
    published: 'Полный текст послания опубликован.',
  },
  zh: {
    template: {
      ...nobody,
      salutation: '{{author}}阁下：',
      body: [
        '谨代表“{{event}}”全体与会者及主办方，对您惠赐贺信致以衷心感谢。',
        '{{delivery}}{{publication}}与会者认真聆听，深受鼓舞。',
        '期待今后继续合作。',
      ].join('\n\n'),
      closing: '顺致最崇高的敬意。',
    },
    title: (author) => `致${author}的感谢信`,
    sender: (event) => `${event}秘书处`,
    placeAndDay: (place, day) => `${day} 于${place}`,
    delivery: ({ mode, by, where, extent }) => {
      const how = {
        in_person: '您亲自宣读了贺信',
        read_on_behalf: `贺信由${by}代为宣读`,
        read_by_moderator: `贺信由主持人${by}宣读`,
        video: '您的视频致辞已在会上播放',
        circulated: '贺信已以书面形式分发',
      }[mode];
      return `${how}${extent === 'abridged' ? '（节选）' : ''}（${where}）。`;
    },
    whereAndWhen: (place, day) => `${day}，${place}`,
    published: '贺信全文已公开发布。',
  },
};
