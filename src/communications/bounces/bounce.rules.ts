/** What a report of a mail server says about a mail of ours. */
export const bounceKinds = ['failed', 'delayed', 'complaint', 'other'] as const;

/**
 * - `failed`: it was not delivered and will not be;
 * - `delayed`: the server goes on trying;
 * - `complaint`: the reader reported it as unwanted (RFC 5965);
 * - `other`: no report of that kind: an automatic answer, a receipt, a letter.
 */
export type BounceKind = (typeof bounceKinds)[number];

/** Whether the address itself is at fault, for good, or something that can pass. */
export const bounceSeverities = ['hard', 'soft'] as const;
export type BounceSeverity = (typeof bounceSeverities)[number];

/** What is said of one recipient. */
export interface ReportedRecipient {
  /** Whom the server tried to deliver to; another one than we wrote to where mails are passed on. */
  readonly final: string | undefined;
  /** Whom the sender had written to, where the server says so. */
  readonly original: string | undefined;
  /** RFC 3463, such as `5.1.1`. */
  readonly status: string | undefined;
  /** The server's own words. */
  readonly diagnostic: string;
}

/** A report as it was read. */
export interface BounceReport {
  readonly kind: BounceKind;
  readonly recipients: readonly ReportedRecipient[];
  /** Message-IDs of ours that it may be about, the likeliest first. */
  readonly messageIds: readonly string[];
  /** Ids of messages to whose own return address it was sent. */
  readonly returnedTo: readonly string[];
}

const noSuchUser = new RegExp(
  [
    String.raw`user (?:\S+ )?(?:is )?(?:unknown|not found|does ?n[o']t exist|not listed)`,
    String.raw`(?:unknown|no such|invalid|nonexistent) (?:local )?(?:user|recipient|mailbox|address|account|person)`,
    String.raw`(?:recipient|mailbox|address|account|user)\b[^.\n]{0,60}(?:does not exist|doesn't exist|not found|not exist|is unknown|rejected: user|has been disabled|is disabled|no longer)`,
    String.raw`no mailbox here by that name`,
    String.raw`RESOLVER\.ADR\.(?:RecipNotFound|RecipientNotFound|ExRecipNotFound)`,
    String.raw`not listed in (?:public name & address book|domino directory)`,
    String.raw`(?:host|domain)(?: or domain)?(?: name)? not found|no such domain|unrouteable address|unknown domain|NXDOMAIN`,
    '地址不存在|用户不存在|邮箱不存在|收件人不存在|帐号不存在|账号不存在|不存在的(?:用户|邮箱)',
    'пользователь не найден|нет такого (?:пользователя|ящика)|ящик не существует|адрес(?:ат)? не (?:найден|существует)',
  ].join('|'),
  'i',
);

const full = new RegExp(
  [
    String.raw`(?:mailbox|inbox|storage)[^.\n]{0,40}(?:\bfull|exceed|over quota|out of)`,
    String.raw`over ?quota|quota exceeded|exceeded (?:the |its |their )?(?:storage|quota|mailbox)|insufficient (?:system )?storage`,
    '邮箱已满|容量已满|空间已满|信箱已满|空间不足',
    '(?:ящик|почтовый ящик)[^.\\n]{0,30}переполнен|превышена квота',
  ].join('|'),
  'i',
);

const policy =
  /spam|blocked|black ?list|block ?list|reputation|policy|DMARC|SPF|DKIM|not authori[sz]ed|content rejected|rate limit|拒收|спам/i;

/** Whether a 5.x.x is about the address rather than about the mail, the server or the network. */
function isAboutAddress(status: string): boolean {
  const [, subject, detail] = /^5\.(\d{1,3})\.(\d{1,3})$/.exec(status) ?? [];
  // 5.1.7 and 5.1.8 are about the sender.
  if (subject === '1') return detail !== '7' && detail !== '8' && detail !== '9';
  if (subject === '2') return detail === '1';
  // 5.4.1: what Microsoft says for an address that it does not know; 5.4.4: the domain has no mail server.
  if (subject === '4') return detail === '1' || detail === '4' || detail === '310';
  return subject === '0' && detail === '0';
}

/** How serious it is that a mail was not delivered, by the status and the words of the server. */
export function severityOf({
  status,
  diagnostic,
}: Pick<ReportedRecipient, 'status' | 'diagnostic'>): BounceSeverity {
  if (status?.startsWith('4.') || /^[45]\.2\.[24]$/.test(status ?? '') || full.test(diagnostic))
    return 'soft';
  if (noSuchUser.test(diagnostic)) return 'hard';
  if (policy.test(diagnostic)) return 'soft';
  return status !== undefined && isAboutAddress(status) ? 'hard' : 'soft';
}

/** Whether the answer of a server to a mail that is being handed over says that there is no such address: `550 5.1.1 ...`. */
export function isUnknownAddress(answer: string): boolean {
  return /\b55\d[ -]5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b/.test(answer);
}

/** What stands at the message: the status, and the words of the server on one line. */
export function detailOf({ status, diagnostic }: Pick<ReportedRecipient, 'status' | 'diagnostic'>): string {
  const words = diagnostic.replace(/\s+/g, ' ').trim();
  const said = status === undefined || words.includes(status) ? words : `${status} ${words}`.trim();
  return (said === '' ? 'It came back without a reason.' : said).slice(0, 500);
}
