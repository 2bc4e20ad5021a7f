import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import type { MailboxAttachmentView, MailboxEntryView, MailboxMailView } from './mailbox.view';

/** The pages of the built-in mailbox: plain HTML that works without scripts. Everything typed by users is escaped by JSX. */

interface ListPage {
  readonly items: readonly MailboxEntryView[];
  readonly nextCursor: string | null;
  readonly q: string;
  /** Whether this is not the first page. */
  readonly further: boolean;
}

/** The list of mails, newest first. */
export function mailboxListPage({ items, nextCursor, q, further }: ListPage): string {
  const older = new URLSearchParams({ ...(q === '' ? {} : { q }), cursor: nextCursor ?? '' });
  return document(
    'Mailbox',
    <>
      <div class="head">
        <h1>Mailbox</h1>
        <form action="/mailbox" role="search">
          <label class="hidden" for="q">
            Search recipient or subject
          </label>
          <input
            id="q"
            name="q"
            type="search"
            value={q}
            placeholder="Search recipient or subject"
            maxLength={200}
          />
          <button type="submit">Search</button>
        </form>
      </div>
      {items.length === 0 ? <Nothing q={q} /> : <Mails items={items} />}
      <nav class="pages" aria-label="Pages">
        {further && (
          <a href={q === '' ? '/mailbox' : `/mailbox?${new URLSearchParams({ q }).toString()}`}>Newest</a>
        )}
        {nextCursor !== null && <a href={`/mailbox?${older.toString()}`}>Older mails</a>}
      </nav>
    </>,
  );
}

/** One mail with everything that it consists of. */
export function mailboxMailPage(mail: MailboxMailView): string {
  const calendars = mail.attachments.filter(({ calendar }) => calendar !== null);
  return document(
    mail.subject,
    <>
      <p class="back">
        <a href="/mailbox">All mails</a>
      </p>
      <article>
        <header>
          <h1>
            <bdi>{mail.subject}</bdi>
          </h1>
          <dl class="facts">
            <dt>From</dt>
            <dd>
              <bdi>{mail.from}</bdi>
            </dd>
            <dt>To</dt>
            <dd>
              <bdi>{mail.to}</bdi>
            </dd>
            <dt>Sent</dt>
            <dd>
              <Instant at={mail.at} timeZone="UTC" />
            </dd>
          </dl>
        </header>
        {mail.html === null ? (
          <pre class="text">{mail.text}</pre>
        ) : (
          <iframe
            class={frameHeight(mail.text)}
            src={`/mailbox/${mail.id}/html`}
            title="The mail as its reader sees it"
            sandbox="allow-popups allow-popups-to-escape-sandbox"
          />
        )}
        {calendars.map((attachment) => (
          <Calendar attachment={attachment} />
        ))}
        {mail.attachments.length > 0 && (
          <section>
            <h2>Attachments</h2>
            <ul class="files">
              {mail.attachments.map(({ number, filename, contentType, size }) => (
                <li>
                  <a href={`/mailbox/${mail.id}/attachments/${number}`}>
                    <bdi>{filename}</bdi>
                  </a>{' '}
                  <span class="quiet">
                    {contentType}, {size.toLocaleString('en')} bytes
                  </span>
                </li>
              ))}
            </ul>
          </section>
        )}
        {mail.html !== null && (
          <details>
            <summary>Plain text</summary>
            <pre class="text">{mail.text}</pre>
          </details>
        )}
        <details>
          <summary>Headers</summary>
          <div class="scroll">
            <table class="headers">
              <tbody>
                {mail.headers.map(({ name, value }) => (
                  <tr>
                    <th scope="row">{name}</th>
                    <td>{value}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
        <p class="source">
          <a href={`/mailbox/${mail.id}/raw`}>Download the message as it would be sent (.eml)</a>
        </p>
      </article>
    </>,
  );
}

/** The HTML part alone, for the frame in which it is shown: its links open in a new tab. */
export function mailboxHtml(html: string): string {
  return html.replace(/<head>/i, '<head><base target="_blank">');
}

/** A frame cannot grow with what is in it unless there are scripts, so its height is guessed from the text. */
function frameHeight(text: string): string {
  const pixels = 330 + text.split('\n').length * 18;
  const step = [640, 860, 1120].find((height) => pixels <= height);
  return step === undefined ? 'long' : `h${step}`;
}

function Mails({ items }: { items: readonly MailboxEntryView[] }) {
  return (
    <ul class="mails">
      {items.map(({ id, to, toName, subject, at }) => (
        <li>
          <a href={`/mailbox/${id}`}>
            <span class="who">
              <bdi>{toName === '' ? to : toName}</bdi>
              {toName !== '' && (
                <small>
                  <bdi>{to}</bdi>
                </small>
              )}
            </span>
            <span class="what">
              <bdi>{subject}</bdi>
            </span>
            <Instant at={at} timeZone="UTC" />
          </a>
        </li>
      ))}
    </ul>
  );
}

function Nothing({ q }: { q: string }) {
  if (q !== '') {
    return (
      <p class="nothing">
        No mail to or about <b>{q}</b>. <a href="/mailbox">Show all mails</a>
      </p>
    );
  }
  return (
    <p class="nothing">
      No mail yet. As soon as somebody registers, is invited or is told of a change, you can read here what
      they receive.
    </p>
  );
}

function Calendar({ attachment: { calendar } }: { attachment: MailboxAttachmentView }) {
  if (!calendar) return null;
  const asks =
    { PUBLISH: 'to be added', REQUEST: 'to be entered or changed', CANCEL: 'to be struck out' }[
      calendar.method
    ] ?? calendar.method;
  return (
    <section>
      <h2>Calendar entries {asks}</h2>
      <div class="scroll">
        <table class="calendar">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col">Where</th>
            </tr>
          </thead>
          <tbody>
            {calendar.entries.map(({ start, end, summary, location, status }) => (
              <tr class={status === 'CANCELLED' ? 'cancelled' : undefined}>
                <td>{period(start, end, calendar.timeZone)}</td>
                <td>
                  <bdi>{summary}</bdi>
                  {status === 'CANCELLED' && <span class="mark">cancelled</span>}
                </td>
                <td>
                  <bdi>{location}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet">Times in {zoneOf(calendar.timeZone)}.</p>
    </section>
  );
}

function Instant({ at, timeZone }: { at: string; timeZone: string }) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  return <time dateTime={at}>{format.format(new Date(at))}</time>;
}

/** The zone that a calendar names, as far as it is one. */
function zoneOf(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

function period(start: string, end: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zoneOf(timeZone),
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  return format.formatRange(new Date(start), new Date(end));
}

function document(title: string, content: ComponentChildren): string {
  const page = (
    <html lang="en" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title} · Plenary mailbox</title>
        <link rel="stylesheet" href="/mailbox/style.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <div class="bar">
          <div>
            <a class="brand" href="/mailbox">
              Plenary
            </a>
            <p>Nothing leaves this installation: every mail that it would send is kept here.</p>
          </div>
        </div>
        <main>{content}</main>
      </body>
    </html>
  );
  return `<!DOCTYPE html>\n${render(page)}`;
}

/** The style sheet of these pages; contrast is at least 4.5 to 1 throughout. */
export const mailboxStyle = `:root{--ink:#1c2733;--quiet:#5a6774;--accent:#17456e;--rule:#dfe5eb;--ground:#f3f5f8;color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 -apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans SC",Arial,sans-serif}
a{color:var(--accent)}
a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible{outline:3px solid #6aa5d8;outline-offset:2px;border-radius:4px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.quiet{color:var(--quiet);font-size:14px}
.bar{background:var(--accent);color:#fff}
.bar>div,main{max-width:960px;margin:0 auto;padding:0 24px}
.bar>div{display:flex;flex-wrap:wrap;gap:2px 20px;align-items:baseline;padding-top:12px;padding-bottom:12px}
.brand{color:#fff;font-size:19px;font-weight:650;letter-spacing:.01em;text-decoration:none}
.bar p{margin:0;color:#dce8f3;font-size:14px}
main{padding-top:32px;padding-bottom:64px}
h1{margin:0;font-size:26px;line-height:1.25;font-weight:650;overflow-wrap:anywhere}
h2{margin:0 0 12px;font-size:17px;font-weight:650}
.head{display:flex;flex-wrap:wrap;gap:14px 24px;justify-content:space-between;align-items:center;margin-bottom:20px}
form{display:flex;gap:8px;flex:1 1 300px;max-width:460px}
input{flex:1;min-width:0;padding:9px 14px;border:1px solid #8a97a5;border-radius:8px;background:#fff;color:inherit;font:inherit}
input::placeholder{color:var(--quiet);opacity:1}
button{padding:9px 18px;border:0;border-radius:8px;background:var(--accent);color:#fff;font:inherit;font-weight:600;cursor:pointer}
.mails,.files{list-style:none;margin:0;padding:0}
.mails,article,.nothing{background:#fff;border:1px solid var(--rule);border-radius:12px;overflow:hidden}
.mails li+li{border-top:1px solid var(--rule)}
.mails a{display:grid;grid-template-columns:minmax(170px,5fr) 9fr auto;gap:4px 20px;align-items:center;padding:13px 20px;color:inherit;text-decoration:none}
.mails a:hover{background:#f7f9fb}
.mails a:focus-visible{outline-offset:-3px}
.mails span{min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.who{font-weight:600}
.who small{display:block;overflow:hidden;text-overflow:ellipsis;color:var(--quiet);font-size:13.5px;font-weight:400}
time{color:var(--quiet);font-size:14px;white-space:nowrap}
.nothing{margin:0;padding:48px 24px;text-align:center;color:var(--quiet);overflow-wrap:anywhere}
.pages{display:flex;gap:24px;margin-top:20px}
.back{margin:0 0 14px}
article>*{margin:0;padding:20px 28px}
article>*+*{border-top:1px solid var(--rule)}
article>header{padding-top:26px}
.facts{display:grid;grid-template-columns:auto 1fr;gap:4px 18px;margin:16px 0 0}
.facts dt{color:var(--quiet)}
.facts dd{margin:0;overflow-wrap:anywhere}
.facts time{color:inherit;font-size:inherit}
iframe{display:block;width:100%;height:1400px;padding:0;border:0;border-top:1px solid var(--rule);background:var(--ground)}
.files li+li{margin-top:6px}
summary{font-weight:650;cursor:pointer}
pre.text{margin:14px 0 0;white-space:pre-wrap;overflow-wrap:anywhere;font:14px/1.55 ui-monospace,"Cascadia Mono",Menlo,Consolas,"Noto Sans Mono",monospace}
article>pre.text{margin:0}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse}
.headers{margin-top:14px;font-size:14px}
.headers th,.headers td{padding:4px 18px 4px 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.headers th{color:var(--quiet);font-weight:400;white-space:nowrap}
.calendar th{padding:0 18px 8px 0;color:var(--quiet);font-size:14px;font-weight:400;text-align:left}
.calendar td{padding:9px 18px 9px 0;border-top:1px solid var(--rule);vertical-align:top}
.calendar td:first-child{white-space:nowrap}
.cancelled bdi{text-decoration:line-through;color:var(--quiet)}
.mark{margin-left:8px;padding:1px 8px;border-radius:10px;background:#fbe9e7;color:#8c2318;font-size:13px}
section .quiet{margin:10px 0 0}
iframe.h640{height:640px}iframe.h860{height:860px}iframe.h1120{height:1120px}
@media (max-width:720px){main{padding:20px 12px 40px}.bar>div{padding-left:16px;padding-right:16px}.mails a{grid-template-columns:1fr auto;padding:12px 16px}.what{grid-column:1/-1;grid-row:2}article>*{padding:16px}iframe{padding:0}.calendar td:first-child{white-space:normal}}
`;
