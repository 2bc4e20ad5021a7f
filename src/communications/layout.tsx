import { render } from 'preact-render-to-string';
import { mailStyle } from './mail-body';
import type { MailParts } from './notice';
import { oneLine, typedText, unlinked, wrapped } from './plain-text';
import type { Words } from './words';

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
 * Puts salutation, signature and footer around what a notice says. One column of at most 600 pixels in tables with
 * inline styles, because that is what mail programs agree on; nothing is loaded from anywhere.
 */
export function frameMail(parts: MailParts, frame: MailFrame, words: Words): FramedMail {
  const name = oneLine(frame.recipientName, 200);
  const event = oneLine(frame.eventTitle, 300);
  return {
    subject: oneLine(parts.subject, 200),
    html: `<!DOCTYPE html>\n${render(<MailPage parts={parts} frame={frame} words={words} name={name} event={event} />)}`,
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

interface PageProps {
  readonly parts: MailParts;
  readonly frame: MailFrame;
  readonly words: Words;
  readonly name: string;
  readonly event: string;
}

const languageTag = { en: 'en', ru: 'ru', zh: 'zh-Hans' } as const;

function MailPage({ parts, frame, words, name, event }: PageProps) {
  const { font, ink, quiet, accent, rule, ground } = mailStyle;
  return (
    <html lang={languageTag[words.language]} dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
        <title>{oneLine(parts.subject, 200)}</title>
      </head>
      <body style={`margin:0;padding:0;background-color:${ground};-webkit-text-size-adjust:100%`}>
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0">
          <tr>
            <td align="center" style={`padding:24px 12px;background-color:${ground}`}>
              <table
                role="presentation"
                width="600"
                cellpadding="0"
                cellspacing="0"
                style="width:100%;max-width:600px"
              >
                <tr>
                  <td
                    style={`height:5px;line-height:5px;font-size:5px;background-color:${accent};border-radius:8px 8px 0 0`}
                  >
                    &nbsp;
                  </td>
                </tr>
                <tr>
                  <td
                    style={`padding:26px 32px 0;background-color:#ffffff;font-family:${font};color:${accent}`}
                  >
                    <div style="font-size:17px;line-height:1.4;font-weight:600">
                      <bdi>{unlinked(event)}</bdi>
                    </div>
                    {frame.eventLine && (
                      <div style={`font-size:14px;line-height:1.5;color:${quiet}`}>
                        <bdi>{unlinked(frame.eventLine)}</bdi>
                      </div>
                    )}
                    <div style={`margin-top:18px;border-top:1px solid ${rule};font-size:1px;line-height:1px`}>
                      &nbsp;
                    </div>
                  </td>
                </tr>
                <tr>
                  <td
                    style={`padding:20px 32px 12px;background-color:#ffffff;font-family:${font};font-size:16px;line-height:1.55;color:${ink};overflow-wrap:anywhere`}
                  >
                    <p style="margin:0 0 16px">
                      {name === '' ? (
                        words.salutationWithoutName
                      ) : (
                        <Sentence of={words.salutation} value={name} />
                      )}
                    </p>
                    {parts.html}
                    <p style="margin:24px 0 16px">
                      {words.regards}
                      <br />
                      <Sentence of={words.secretariat} value={event} />
                    </p>
                  </td>
                </tr>
                <tr>
                  <td style="padding:0 32px 24px;background-color:#ffffff;border-radius:0 0 8px 8px">
                    <div
                      style={`border-top:1px solid ${rule};padding-top:14px;font-family:${font};font-size:13px;line-height:1.55;color:${quiet}`}
                    >
                      <Contact of={words.replyGoesTo} address={frame.contact} />
                      <br />
                      <Sentence of={words.whyYouGetThis} value={event} />
                      {frame.choice && (
                        <>
                          <br />
                          <a href={frame.choice.url} style={`color:${accent};text-decoration:underline`}>
                            {words.mayRefuse(frame.choice.topic).replace(/[:：]$/, '')}
                          </a>
                        </>
                      )}
                    </div>
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>
  );
}
