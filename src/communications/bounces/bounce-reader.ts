import { simpleParser, type ParsedMail } from 'mailparser';
import type { BounceReport, ReportedRecipient } from './bounce.rules';

/** Longest text that is looked through for what a server said; the mail itself follows it. */
const longestText = 20_000;

/** Recipients that one report is about at most; ours have one. */
const mostRecipients = 50;

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/**
 * Reads what came to the address for reports of non-delivery: reports as RFC 3464 and RFC 5965 have them, and what servers
 * write that know neither. What cannot be read is a report of nothing; it never throws.
 */
export async function readBounce(raw: Buffer): Promise<BounceReport> {
  let mail: ParsedMail;
  try {
    mail = await simpleParser(raw, {
      keepDeliveryStatus: true,
      skipImageLinks: true,
      skipTextToHtml: true,
      skipTextLinks: true,
      maxHtmlLengthToParse: 200_000,
    });
  } catch {
    return { kind: 'other', recipients: [], messageIds: [], returnedTo: [] };
  }
  const parts = mail.attachments.map(({ contentType, content }) => ({
    contentType,
    text: content.toString('utf8'),
  }));
  const of = (pattern: RegExp): string | undefined =>
    parts.find(({ contentType }) => pattern.test(contentType))?.text;
  const text = (mail.text ?? '').slice(0, longestText);
  const found = {
    messageIds: messageIdsIn(mail, raw, [...parts.map((part) => part.text), mail.text ?? '']),
    returnedTo: returnAddressesIn(mail),
  };
  const feedback = of(/^message\/feedback-report$/i);
  if (feedback !== undefined) {
    const [fields] = fieldGroups(feedback);
    // Others say that a mail was *not* unwanted, or came from somebody else.
    const complains = /^(abuse|fraud|virus|opt-out)/i.test(fields?.get('feedback-type') ?? '');
    const to = fields?.get('original-rcpt-to');
    return {
      kind: complains ? 'complaint' : 'other',
      recipients:
        to === undefined ? [] : [recipient(to, undefined, undefined, 'The reader reported it as unwanted.')],
      ...found,
    };
  }
  const status = of(/^message\/(global-)?delivery-status$/i);
  if (status !== undefined) {
    const { kind, recipients } = fromStatus(status, text);
    if (kind !== undefined) return { kind, recipients, ...found };
  }
  const recipients = fromText(mail, text);
  return {
    kind: recipients === undefined ? 'other' : kindOfText(text),
    recipients: recipients ?? [],
    ...found,
  };
}

/** The groups of fields of a report, names in small letters, continued lines put together. */
function fieldGroups(text: string): Map<string, string>[] {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+(?=\S)/g, ' ')
    .split(/\n[ \t]*\n/)
    .map(
      (group) =>
        new Map(
          group.split('\n').flatMap((line): [string, string][] => {
            const match = /^([!-9;-~]+)[ \t]*:[ \t]*(.*)$/.exec(line);
            return match ? [[match[1]!.toLowerCase(), match[2]!.trim()]] : [];
          }),
        ),
    )
    .filter((fields) => fields.size > 0);
}

function fromStatus(
  status: string,
  text: string,
): { kind: 'failed' | 'delayed' | 'other' | undefined; recipients: ReportedRecipient[] } {
  const groups = fieldGroups(status).filter(
    (fields) => fields.has('action') || fields.has('final-recipient') || fields.has('status'),
  );
  const actions = groups.slice(0, mostRecipients).map((fields) => {
    const code = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(fields.get('status') ?? '')?.[1];
    const said = /^(failed|delayed|delivered|relayed|expanded)\b/i.exec(fields.get('action') ?? '')?.[1];
    const action = said?.toLowerCase() ?? (code?.startsWith('5') ? 'failed' : code && 'delayed');
    const diagnostic = (fields.get('diagnostic-code') ?? '').replace(/^\s*[\w-]+\s*;\s*/, '');
    const better = /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(diagnostic)?.[1];
    // Some servers say 5.0.0 or 5.7.1 and mean what stands in the words.
    const exact = code?.endsWith('.0.0') && better !== undefined ? better : code;
    return {
      action,
      recipient: recipient(
        fields.get('final-recipient'),
        fields.get('original-recipient') ?? fields.get('x-actual-recipient'),
        exact,
        diagnostic === '' ? firstLines(text) : diagnostic,
      ),
    };
  });
  const having = (action: string): ReportedRecipient[] =>
    actions.filter((one) => one.action === action).map((one) => one.recipient);
  for (const kind of ['failed', 'delayed'] as const)
    if (having(kind).length > 0) return { kind, recipients: having(kind) };
  return { kind: actions.some(({ action }) => action !== undefined) ? 'other' : undefined, recipients: [] };
}

function recipient(
  final: string | undefined,
  original: string | undefined,
  status: string | undefined,
  diagnostic: string,
): ReportedRecipient {
  return { final: addressIn(final), original: addressIn(original), status, diagnostic };
}

/** `rfc822; li.na@ministry.example`, `<li.na@ministry.example>`, with or without. */
function addressIn(field: string | undefined): string | undefined {
  return /[^\s<>;,"()]+@[^\s<>;,"()]+/
    .exec(field ?? '')?.[0]
    ?.replace(/[.:]+$/, '')
    .toLowerCase();
}

const firstLines = (text: string): string => text.trim().slice(0, 500);

const daemon = /^(mailer-daemon|postmaster|mail-daemon|mdaemon|bounce|mail ?delivery)/i;

const failureSubject =
  /undeliver|not (?:be )?deliver|could ?n[o']t be|delivery (?:status|failure|failed|notification|report)|failure notice|returned mail|mail delivery|non remis|退信|无法投递|投递失败|系统退信|не ?доставлен|недоставленн/i;

const outOfOffice =
  /out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?(?:reply|response|antwort)|away from|vacation|自动回复|自动答复|автоответ|автоматический ответ|отсутств/i;

/** What a server says in words of its own; undefined where nobody says that a mail was not delivered. */
function fromText(mail: ParsedMail, text: string): ReportedRecipient[] | undefined {
  const header = (name: string): string => headerText(mail, name);
  const failed = header('x-failed-recipients');
  const from = mail.from?.value[0]?.address ?? mail.from?.text ?? '';
  const qsbmf = /^Hi\. This is (?:the|deliver)/m.test(text);
  if (failed === '' && !qsbmf) {
    const answered = /auto-replied/i.test(header('auto-submitted'));
    const answering =
      ['x-autoreply', 'x-autorespond', 'x-autoresponder'].some((name) => mail.headers.has(name)) ||
      /auto_reply/i.test(header('precedence')) ||
      outOfOffice.test(mail.subject ?? '');
    const aDaemon = daemon.test(from) || /^mail delivery/i.test(mail.from?.value[0]?.name ?? '');
    if (!aDaemon || !(failureSubject.test(mail.subject ?? '') || failureSubject.test(text))) return undefined;
    if (answering || (answered && !failureSubject.test(mail.subject ?? ''))) return undefined;
  }
  // What stands before the copy of the mail.
  const [said = ''] = text.split(/^(?:-{3,}.*(?:copy|original|message|原).*|-{8,}|Return-Path:|Received:)/im);
  const named = [
    ...failed.split(','),
    ...[...said.matchAll(/^\s*<([^<>\s]+@[^<>\s]+)>[:：]?/gm)].map((match) => match[1]!),
    ...[...said.matchAll(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g)].map((match) => match[0]),
  ].flatMap((each) => addressIn(each) ?? []);
  const status = /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(said)?.[1] ?? statusOfCode(said);
  const diagnostic = said.trim() === '' ? firstLines(text) : firstLines(said);
  const addresses = [...new Set(named)].slice(0, mostRecipients);
  if (addresses.length === 0) return [{ final: undefined, original: undefined, status, diagnostic }];
  return addresses.map((final) => ({ final, original: undefined, status, diagnostic }));
}

/** Where only the old code is said: 550 to 553 are about the mailbox, 4yz passes. */
function statusOfCode(said: string): string | undefined {
  const code = /(?:^|[\s:(#])([45]\d\d)(?=[\s:;,.-])/m.exec(said)?.[1];
  if (code === undefined) return undefined;
  return code.startsWith('4') ? '4.0.0' : code === '552' ? '5.2.2' : '5.0.0';
}

function kindOfText(text: string): 'failed' | 'delayed' {
  return /will (?:keep|continue|be retried|retry)|still trying|not yet been delivered|has been delayed|do not need to resend|no action is required|将继续尝试|попытки доставки продолж/i.test(
    text,
  )
    ? 'delayed'
    : 'failed';
}

/** The text of a header that may stand there several times, or not at all. */
function headerText(mail: ParsedMail, name: string): string {
  return mail.headerLines
    .filter(({ key }) => key === name)
    .map(({ line }) => line.slice(line.indexOf(':') + 1).trim())
    .join(', ');
}

/** Message-IDs in the form of ours, the likeliest first: of the mail that is enclosed, then of what it refers to. */
function messageIdsIn(mail: ParsedMail, raw: Buffer, texts: readonly string[]): string[] {
  // Parts that are encoded are in `texts`; in what is not, quoted-printable breaks lines within an id.
  const whole = `${raw.toString('latin1').replace(/=\r?\n/g, '')}\n${texts.join('\n')}`;
  const own = headerText(mail, 'message-id');
  const enclosed = [
    ...whole.matchAll(new RegExp(String.raw`^>?\s*Message-ID:\s*(<${uuid}@[^<>\s]+>)`, 'gim')),
  ];
  const anywhere = [...whole.matchAll(new RegExp(`<${uuid}@[^<>\\s]+>`, 'gi'))];
  return [...new Set([...enclosed.map((match) => match[1]!), ...anywhere.map((match) => match[0])])]
    .filter((id) => id !== own)
    .slice(0, 20);
}

/** Ids of messages whose own return address is among those to whom it was sent. */
function returnAddressesIn(mail: ParsedMail): string[] {
  const sentTo = ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to']
    .map((name) => headerText(mail, name))
    .join(' ');
  return [...sentTo.matchAll(/\+([0-9a-f]{32})@/gi)].map((match) =>
    match[1]!.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  );
}
