import { wordsFor, type CountForms, type MailLanguage, type Words } from '../../communications/words';

export const invitationKinds = ['note_verbale', 'letter'] as const;

export type InvitationKind = (typeof invitationKinds)[number];

/** Whom a letter addresses. */
export interface Addressee {
  readonly name: string;
  readonly formOfAddress: string | null;
  readonly post: string | null;
}

/** Who signs a letter. */
export interface Signatory {
  readonly name: string;
  readonly post: string;
}

/** All that an invitation says, before it is put into words. */
export interface InvitationFacts {
  readonly kind: InvitationKind;
  readonly language: MailLanguage;
  readonly event: {
    readonly title: string;
    /** YYYY-MM-DD. */
    readonly firstDay: string;
    readonly lastDay: string;
    readonly city: string;
    /** ISO 3166-1 alpha-2. */
    readonly country: string;
    readonly timeZone: string;
  };
  /** Official name in the language of the invitation. */
  readonly organisation: string;
  /** How it stands in a sentence, where somebody has said so. */
  readonly addressedAs: string | null;
  readonly reference: string;
  /** Day on which it is sent, YYYY-MM-DD. */
  readonly day: string;
  readonly answerBy: Date | null;
  readonly nominationsCloseAt: Date | null;
  /** Places of the delegation by title of the category. */
  readonly places: readonly { readonly title: string; readonly places: number }[];
  readonly focalPoint: string;
  readonly addressee: Addressee;
  readonly signatory: Signatory | null;
}

/** A part of an invitation, in its order on the paper. */
export interface InvitationPart {
  readonly is:
    | 'sender'
    | 'place'
    | 'reference'
    | 'title'
    | 'date'
    | 'address'
    | 'salutation'
    | 'text'
    | 'closing'
    | 'signature';
  readonly text: string;
}

/** An invitation as it is sent and kept: nothing but words, which a page is made of whenever somebody asks for it. */
export interface InvitationDocument {
  readonly kind: InvitationKind;
  readonly language: MailLanguage;
  /** Title of the file. */
  readonly title: string;
  readonly parts: readonly InvitationPart[];
}

interface InvitationWords {
  readonly noteVerbale: string;
  readonly title: (reference: string, event: string) => string;
  readonly number: (reference: string) => string;
  readonly sender: (event: string) => string;
  /** The organisation in a sentence, where nobody has said how. */
  readonly addressed: (organisation: string) => string;
  readonly placeAndDay: (city: string, day: string) => string;
  readonly salutation: (addressee: Addressee) => string;
  readonly compliments: (p: Sentence) => string;
  readonly invitation: (p: Sentence) => string;
  readonly members: CountForms;
  readonly composition: (count: string, parts: string) => string;
  readonly part: (title: string, places: number) => string;
  readonly answer: (until: string | undefined, isNote: boolean) => string;
  readonly nominations: (until: string, isNote: boolean) => string;
  readonly how: (focalPoint: string, reference: string) => string;
  readonly assurances: (p: Sentence) => string;
  readonly respectfully: string;
}

interface Sentence {
  readonly event: string;
  readonly addressed: string;
  readonly where: string;
  readonly days: string;
}

/** Names before which English has an article. */
const withArticle =
  /^(Ministry|Embassy|Government|Department|Permanent Mission|Secretariat|Office|Republic|Kingdom|State|Federal|National|International|European|United|Commonwealth|Academy|University|Agency|Bank|Union|League|Organi[sz]ation|World|Chamber|Council|Commission|Committee|Federation|Russian|Islamic|People|Shanghai Cooperation)\b/;

const catalogue: Readonly<Record<MailLanguage, InvitationWords>> = {
  en: {
    noteVerbale: 'NOTE VERBALE',
    title: (reference, event) => `Invitation ${reference}: ${event}`,
    number: (reference) => `No. ${reference}`,
    sender: (event) => `Secretariat of ${event}`,
    addressed: (organisation) => (withArticle.test(organisation) ? `the ${organisation}` : organisation),
    placeAndDay: (city, day) => `${city}, ${day}`,
    salutation: ({ name, formOfAddress }) =>
      formOfAddress === null
        ? `Dear ${name},`
        : /^(Excellency|Your )/.test(formOfAddress)
          ? `${formOfAddress},`
          : `Dear ${formOfAddress} ${name},`,
    compliments: ({ event, addressed, where, days }) =>
      `The Secretariat of ${event} presents its compliments to ${addressed} and has the honour to extend an invitation to be represented by a delegation at ${event}, which is to be held in ${where}, on ${days}.`,
    invitation: ({ event, addressed, where, days }) =>
      `On behalf of the Secretariat, I have the honour to invite ${addressed} to send a delegation to ${event}, which is to be held in ${where}, on ${days}.`,
    members: { one: '# member', other: '# members' },
    composition: (count, parts) => `The delegation may consist of up to ${count}: ${parts}.`,
    part: (title, places) => `${title} – ${places}`,
    answer: (until, isNote) =>
      `${isNote ? 'The Secretariat' : 'I'} would be grateful to be informed${until === undefined ? '' : ` by ${until}`} whether this invitation is accepted.`,
    nominations: (until, isNote) =>
      `${isNote ? 'The Secretariat requests' : 'May I ask'} that the names of the members of the delegation be communicated by ${until}.`,
    how: (focalPoint, reference) =>
      `A personal link by which the answer can be given and the members of the delegation named is being sent to ${focalPoint}, whom the Secretariat knows as focal point. An answer in writing that quotes the reference ${reference} is equally welcome.`,
    assurances: ({ event, addressed }) =>
      `The Secretariat of ${event} avails itself of this opportunity to renew to ${addressed} the assurances of its highest consideration.`,
    respectfully: 'Please accept the assurances of my highest consideration.',
  },
  ru: {
    noteVerbale: 'ВЕРБАЛЬНАЯ НОТА',
    title: (reference, event) => `Приглашение ${reference}: ${event}`,
    number: (reference) => `№ ${reference}`,
    sender: (event) => `Секретариат мероприятия «${event}»`,
    addressed: (organisation) => `организации «${organisation}»`,
    placeAndDay: (city, day) => `${city}, ${day}`,
    salutation: ({ name, formOfAddress }) =>
      formOfAddress === null
        ? `Уважаемый коллега (${name})!`
        : /превосходительство/i.test(formOfAddress)
          ? `${formOfAddress}!`
          : `${formOfAddress} ${name}!`,
    compliments: ({ event, addressed, where, days }) =>
      `Секретариат мероприятия «${event}» свидетельствует своё уважение ${addressed} и имеет честь пригласить делегацию принять участие в мероприятии «${event}», которое состоится ${days} (место проведения: ${where}).`,
    invitation: ({ event, addressed, where, days }) =>
      `От имени Секретариата имею честь передать ${addressed} приглашение направить делегацию на мероприятие «${event}», которое состоится ${days} (место проведения: ${where}).`,
    members: { one: '# человека', few: '# человек', many: '# человек', other: '# человека' },
    composition: (count, parts) => `В состав делегации могут войти до ${count}: ${parts}.`,
    part: (title, places) => `${title} – ${places}`,
    answer: (until, isNote) =>
      `${isNote ? 'Секретариат был бы признателен' : 'Буду признателен'} за сообщение о том, принимается ли настоящее приглашение${until === undefined ? '' : `, в срок до: ${until}`}.`,
    nominations: (until, isNote) =>
      `${isNote ? 'Секретариат просит' : 'Прошу'} сообщить имена членов делегации в срок до: ${until}.`,
    how: (focalPoint, reference) =>
      `Личная ссылка, по которой можно дать ответ и назвать членов делегации, направляется контактному лицу, известному Секретариату (${focalPoint}). Письменный ответ со ссылкой на номер ${reference} также будет принят с благодарностью.`,
    assurances: ({ event, addressed }) =>
      `Секретариат мероприятия «${event}» пользуется случаем, чтобы возобновить ${addressed} уверения в своём весьма высоком уважении.`,
    respectfully: 'Примите уверения в моём весьма высоком уважении.',
  },
  zh: {
    noteVerbale: '照会',
    title: (reference, event) => `邀请函 ${reference}：${event}`,
    number: (reference) => `编号：${reference}`,
    sender: (event) => `${event}秘书处`,
    addressed: (organisation) => organisation,
    placeAndDay: (city, day) => `${day} 于${city}`,
    salutation: ({ name, formOfAddress }) => `尊敬的${name}${formOfAddress ?? ''}：`,
    compliments: ({ event, addressed, where, days }) =>
      `${event}秘书处向${addressed}致意，并谨邀请贵方派代表团出席将于${days}在${where}举行的“${event}”。`,
    invitation: ({ event, addressed, where, days }) =>
      `我谨代表秘书处，邀请${addressed}派代表团出席将于${days}在${where}举行的“${event}”。`,
    members: { other: '#人' },
    composition: (count, parts) => `代表团名额最多为${count}：${parts}。`,
    part: (title, places) => `${title}${places}人`,
    answer: (until) => `${until === undefined ? '谨请' : `谨请于${until}前`}告知是否接受邀请。`,
    nominations: (until) => `并请于${until}前提交代表团成员名单。`,
    how: (focalPoint, reference) =>
      `用于答复及提交名单的个人链接将发送给秘书处所知的联络人${focalPoint}。亦欢迎以书面形式答复，并请注明编号${reference}。`,
    assurances: ({ addressed }) => `顺向${addressed}致以最崇高的敬意。`,
    respectfully: '顺致最崇高的敬意。',
  },
};

/**
 * An invitation in words. A note verbale is in the third person, addresses an organisation, and is neither signed nor has
 * it a salutation; a letter is in the first person, addresses somebody by name, and is signed.
 */
export function invitationDocument(facts: InvitationFacts): InvitationDocument {
  const { kind, language, event, organisation, reference } = facts;
  const w = wordsFor(language, event.timeZone, event.city);
  const t = catalogue[language];
  const isNote = kind === 'note_verbale';
  const addressed = facts.addressedAs ?? t.addressed(organisation);
  const sentence: Sentence = {
    event: event.title,
    addressed,
    where: placeOf(event, w),
    days: w.days(event.firstDay, event.lastDay),
  };
  const date: InvitationPart = { is: 'date', text: t.placeAndDay(event.city, w.days(facts.day, facts.day)) };
  const body = [
    isNote ? t.compliments(sentence) : t.invitation(sentence),
    compositionOf(facts, t, w),
    [
      t.answer(facts.answerBy === null ? undefined : w.dateTime(facts.answerBy), isNote),
      facts.nominationsCloseAt && t.nominations(w.dateTime(facts.nominationsCloseAt), isNote),
    ]
      .filter(Boolean)
      .join(language === 'zh' ? '' : ' '),
    t.how(facts.focalPoint, reference),
  ].filter((text) => text !== undefined);
  const texts = body.map((text): InvitationPart => ({ is: 'text', text }));
  const head: InvitationPart[] = [
    { is: 'sender', text: t.sender(event.title) },
    { is: 'place', text: placeOf(event, w) },
    { is: 'reference', text: t.number(reference) },
  ];
  const parts: InvitationPart[] = isNote
    ? [
        ...head,
        { is: 'title', text: t.noteVerbale },
        ...texts,
        { is: 'closing', text: t.assurances(sentence) },
        date,
        { is: 'address', text: organisation },
      ]
    : [
        ...head,
        date,
        { is: 'address', text: addressOf(facts) },
        { is: 'salutation', text: t.salutation(facts.addressee) },
        ...texts,
        { is: 'closing', text: t.respectfully },
        { is: 'signature', text: signatureOf(facts, t) },
      ];
  return { kind, language, title: t.title(reference, event.title), parts };
}

function placeOf({ city, country }: InvitationFacts['event'], w: Words): string {
  const name = w.countryName(country);
  return w.language === 'zh' ? `${name}${city}` : `${city}, ${name}`;
}

function compositionOf({ places }: InvitationFacts, t: InvitationWords, w: Words): string | undefined {
  const given = places.filter((one) => one.places > 0);
  if (given.length === 0) return undefined;
  const sum = given.reduce((total, one) => total + one.places, 0);
  return t.composition(w.count(sum, t.members), w.list(given.map((one) => t.part(one.title, one.places))));
}

function addressOf({ addressee, organisation }: InvitationFacts): string {
  return [addressee.name, addressee.post, organisation].filter(Boolean).join('\n');
}

function signatureOf({ signatory, event }: InvitationFacts, t: InvitationWords): string {
  return signatory === null ? t.sender(event.title) : `${signatory.name}\n${signatory.post}`;
}
