import { frame as compiledFrame } from './layout/compiled';
import { AttributeText, filled } from './layout/fill';
import { mailStyle } from './mail-style';
import type { MailParts } from './notice';
import { oneLine, typedText, unlinked, wrapped } from './plain-text';
import type { MailLanguage, Words } from './words';

/** What the frame around every mail says about the event. */
export interface MailFrame {
  /** Title of the event in the language of the mail. */
  readonly eventTitle: string;
  /** "21-25 October 2019, Shenzhen" */
  readonly eventLine?: string;
  /** Where questions go. */
  readonly contact: string;
  readonly recipientName: string;
  /** What the reader may refuse, by its name, and where; undefined for what they must know. */
  readonly choice?: { readonly topic: string; readonly url: string };
}

/** A mail with its frame: what is written into the MIME message. */
export interface FramedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/**
 * Puts salutation, signature and footer around what a notice says. The frame is one column of at most 600 pixels as MJML
 * makes it of `layout/frame.mjml`, because that is what mail programs agree on; nothing is loaded from anywhere.
 */
export function frameMail(parts: MailParts, frame: MailFrame, words: Words): FramedMail {
  const name = oneLine(frame.recipientName, 200);
  const event = oneLine(frame.eventTitle, 300);
  return {
    subject: oneLine(parts.subject, 200),
    html: pageOf(parts, frame, words, name, event),
    text: [
      wrapped(name === '' ? words.salutationWithoutName : words.salutation(typedText(name))),
      parts.text.replace(/\r\n?/g, '\n').trim(),
      `${words.regards}\n${wrapped(words.secretariat(typedText(event)))}`,
      `-- \n${wrapped(`${words.replyGoesTo(frame.contact)}\n${words.whyYouGetThis(typedText(event))}`)}${
        frame.choice === undefined
          ? ''
          : `\n${wrapped(words.mayRefuse(frame.choice.topic))}\n${frame.choice.url}`
      }\n`,
    ].join('\n\n'),
  };
}

// Where a name goes within a sentence of the catalogue, which knows plain text only.
const place = '\u0001';

function Sentence({ of, value }: { of: (value: string) => string; value: string }) {
  const [before = '', after = ''] = of(place).split(place);
  return (
    <>
      {before}
      <bdi>{unlinked(value)}</bdi>
      {after}
    </>
  );
}

function Contact({ of, address }: { of: (value: string) => string; address: string }) {
  const [before = '', after = ''] = of(place).split(place);
  return (
    <>
      {before}
      <a href={`mailto:${encodeURI(address)}`} style={`color:${mailStyle.accent};text-decoration:underline`}>
        {address}
      </a>
      {after}
    </>
  );
}

const languageTag = { en: 'en', ru: 'ru', zh: 'zh-Hans' } as const;

/** How each language is written. */
const direction: Readonly<Record<MailLanguage, 'ltr' | 'rtl'>> = { en: 'ltr', ru: 'ltr', zh: 'ltr' };

function pageOf(parts: MailParts, frame: MailFrame, words: Words, name: string, event: string): string {
  const dir = direction[words.language];
  return filled(compiledFrame, {
    lang: languageTag[words.language],
    dir,
    start: dir === 'ltr' ? 'left' : 'right',
    title: new AttributeText(unlinked(oneLine(parts.subject, 200))),
    event: <bdi>{unlinked(event)}</bdi>,
    eventLine: frame.eventLine ? <bdi>{unlinked(frame.eventLine)}</bdi> : null,
    salutation: name === '' ? words.salutationWithoutName : <Sentence of={words.salutation} value={name} />,
    body: parts.html,
    regards: (
      <>
        {words.regards}
        <br />
        <Sentence of={words.secretariat} value={event} />
      </>
    ),
    why: (
      <>
        <Contact of={words.replyGoesTo} address={frame.contact} />
        <br />
        <Sentence of={words.whyYouGetThis} value={event} />
        {frame.choice && (
          <>
            <br />
            <a href={frame.choice.url} style={`color:${mailStyle.accent};text-decoration:underline`}>
              {words.mayRefuse(frame.choice.topic).replace(/[:：]$/, '')}
            </a>
          </>
        )}
      </>
    ),
  });
}
