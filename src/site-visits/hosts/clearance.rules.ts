import { hostBar, type Visitor } from '../bookings/booking.rules';
import type { HouseRules } from '../site-visit.input';
import { siteVisitProblems } from '../site-visits.errors';
import { findingCodes, type FindingCode } from './clearance-findings.service';
import { findingSentences } from './clearance.words';
import type { HostAnswerInput, RefusalInput } from './clearance.input';

/** What the rules of the house say of a person, for whoever decides; in the order of {@link findingCodes}. */
export function findingsOf(
  rules: HouseRules,
  visitor: Visitor,
  startsAt: Date,
  timeZone: string,
): FindingCode[] {
  const found: FindingCode[] = [];
  const { nationality, birthDate } = visitor;
  if ((rules.excludedNationalities ?? []).length > 0) {
    if (nationality === null) found.push('nationality_unknown');
    else if (rules.excludedNationalities!.includes(nationality)) found.push('nationality_excluded');
  }
  if ((rules.minimumAge ?? 0) > 0) {
    if (birthDate === null) found.push('age_unknown');
    else if (hostBar(rules, { nationality: null, birthDate }, startsAt, timeZone) === 'too_young')
      found.push('too_young');
  }
  return found;
}

/** A finding as it is shown: with a sentence in each language. */
export interface ShownFinding {
  readonly code: FindingCode;
  readonly sentences: Record<string, string>;
}

/** Findings of the rules and of other rooms, each once, with their sentences. */
export function shownFindings(codes: readonly FindingCode[], rules: HouseRules): ShownFinding[] {
  const about = rules.minimumAge == null ? {} : { age: rules.minimumAge };
  return findingCodes
    .filter((code) => codes.includes(code))
    .map((code) => {
      const { en, ru, zh } = findingSentences[code];
      return { code, sentences: { en: en(about), ru: ru(about), zh: zh(about) } };
    });
}

/** @throws 422 for a refusal for another reason than those of the list, when it is not said which */
export function assertRefusalWhole({ code, remark }: RefusalInput): void {
  if (code !== 'other' || remark !== undefined) return;
  throw siteVisitProblems.clearanceInvalid({
    detail: 'Say in "remark" what the reason is.',
    errors: [{ pointer: '/input/remark', code: 'required', message: 'must say it in words' }],
  });
}

/** @throws 422 for an answer that does not say all that it has to, or about nobody */
export function assertWhole({ answer, code, remark, people, everybody }: HostAnswerInput): void {
  const errors: { pointer: string; code: string; message: string }[] = [];
  if (answer === 'refuse' && code === undefined)
    errors.push({ pointer: '/code', code: 'required', message: 'must say why the person is not received' });
  if (answer !== 'refuse' && code !== undefined)
    errors.push({ pointer: '/code', code: 'unwanted', message: 'goes with refuse only' });
  if (remark === undefined && (code === 'other' || answer === 'ask' || answer === 'reply'))
    errors.push({ pointer: '/remark', code: 'required', message: 'must say it in words' });
  if ((people === undefined) === (everybody === undefined) || people?.length === 0)
    errors.push({
      pointer: '/people',
      code: 'required',
      message: 'must name at least one person, or leave it to everybody',
    });
  if (people && new Set(people.map(({ bookingId }) => bookingId)).size !== people.length)
    errors.push({ pointer: '/people', code: 'doubled', message: 'must name each person once' });
  if (errors.length > 0)
    throw siteVisitProblems.clearanceInvalid({
      detail: errors.map(({ pointer, message }) => `${pointer} ${message}.`).join(' '),
      errors,
    });
}
