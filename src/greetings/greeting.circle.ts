import type { Principal } from '../platform/http/request-context';

/**
 * Who may know what of a message before it was delivered or is public. Everything that shows, sends or prints something of
 * one asks here; whatever is not said here is outside. There are three rings.
 *
 * **The words**, what is said of them, and why something was done with them (which may quote them):
 *
 * - Protocol, owners and organisers of the event ({@link textCircle}) see every text, its versions, files and remarks.
 * - A translator sees the original of a message, and the translation, for which they are named as translator or checker.
 * - The contact of the author's organisation hands texts in by a signed link and reads none back: links are forwarded.
 * - The reader who has accepted, and interpreters once the author allows it, fetch their own numbered copy by their own link
 *   (reading-copies). A deputy gets it by accepting; any other role in the programme gives no sight of a text.
 *
 * **That there is a message, and whose** ({@link whoseCircle}), with its state, deadlines, place and length, and no word of it:
 *
 * - who plans with it: the first ring, translators, communications; and auditors, who see everything that was done;
 * - who was asked for it, to read it, to stand in or to interpret it, each by their own link and in their own mails. The
 *   subject of such a mail does not say it, because others see that the mail went out;
 * - who works on a later edition of the series, in the file of the organisation and among the authors whom they may ask
 *   again; on an earlier edition once it was delivered, is public or was declined.
 *
 * **That somebody reads a message** in a session of the programme, and so is not free, but not whose: everybody else on the
 * staff. Agendas that a desk opens, lines of replacements and conflicts say no more than that, and searches find no more.
 *
 * The public, other participants and staff of other events know nothing of it. What was delivered was heard: from then on
 * it is no secret that there is a message, and whose; the words stay in the first ring for as long as the embargo lasts.
 *
 * Lists and searches never touch texts, so nothing can be guessed from what a search finds.
 *
 * Answers to anything but GET carry no text, because an Idempotency-Key keeps answers for two days.
 */
export const textCircle = ['owner', 'organiser', 'protocol'] as const;

/** Who sees texts for which they are named, beside the circle. */
export const translatorRole = 'translator';

/** Who on the staff knows that there is a message, and whose. */
export const whoseCircle = [...textCircle, translatorRole, 'communications', 'auditor'] as const;

/** Whether this caller may know whose message somebody reads; whoever comes by a link asks about what is their own. */
export function knowsWhose(principal: Principal): boolean {
  return (
    principal.administrator ||
    principal.kind === 'link' ||
    whoseCircle.some((role) => principal.roles.includes(role))
  );
}

/** Whether this caller sees every text of the event: whoever works on them, and the program itself. */
export function worksOnTexts(principal: Principal): boolean {
  return principal.administrator || textCircle.some((role) => principal.roles.includes(role));
}

/** Whether this caller may say for protocol that words can go out. */
export function actsForProtocol(principal: Principal): boolean {
  return principal.administrator || principal.roles.includes('protocol');
}

/** Who is named to work on a translation, by their accounts. */
export interface NamedPeople {
  readonly translator_id: string | null;
  readonly checker_id: string | null;
}

/** Whether this caller is a translator who is named here. */
export function isNamed(principal: Principal, people: NamedPeople): boolean {
  return (
    principal.kind === 'staff' &&
    principal.roles.includes(translatorRole) &&
    (people.translator_id === principal.id || people.checker_id === principal.id)
  );
}

/** The account of a caller who sees only the texts for which they are named; null for whoever sees none that way. */
export function translatorAccount(principal: Principal): string | null {
  return principal.kind === 'staff' && principal.roles.includes(translatorRole) ? principal.id : null;
}

/** SQL over a message `g` that holds while the account `$n` is named as translator or checker of one of its translations. */
export function namedOn(parameter: string): string {
  return `EXISTS (SELECT 1 FROM greeting_translations n WHERE n.greeting_id = g.id AND (n.translator_id = ${parameter}::uuid OR n.checker_id = ${parameter}::uuid))`;
}
