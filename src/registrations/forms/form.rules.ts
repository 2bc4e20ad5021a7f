import type { OwnProperty } from '../../people/person.rules';
import type { FieldFault } from '../../platform/http/problem';
import type { FileKind } from '../../platform/storage/file-kinds';

/** What a form is for: asked when one registers, or of those who have a place. */
export const formPurposes = ['registration', 'follow_up'] as const;

export type FormPurpose = (typeof formPurposes)[number];

/** What a question asks for. */
export const fieldKinds = [
  'text',
  'long_text',
  'number',
  'day',
  'choice',
  'choices',
  'country',
  'language',
  'consent',
  'file',
  'person',
] as const;

export type FieldKind = (typeof fieldKinds)[number];

/** Kinds of files that a question can ask for, and those that it takes unless it says otherwise. */
export const answerFileKinds = [
  'pdf',
  'png',
  'jpeg',
  'docx',
  'xlsx',
  'odt',
] as const satisfies readonly FileKind[];
export const usualFileKinds: readonly AnswerFileKind[] = ['pdf', 'png', 'jpeg'];

/** Kinds that can be the photo of a person, and the largest photo, in bytes: a badge has some 20 mm for it. */
export const photoKinds: readonly AnswerFileKind[] = ['jpeg', 'png'];
export const largestPhoto = 1_000_000;

export type AnswerFileKind = (typeof answerFileKinds)[number];

type Texts = Readonly<Record<string, string>>;

export interface FormOption {
  readonly value: string;
  readonly label: string;
  readonly labels?: Texts;
  /** How many may choose it; everybody, unless it is a number. */
  readonly places?: number | null;
}

/** Whether a question must be answered; from an instant on, as text (RFC 3339). */
export type Requirement = 'never' | 'always' | { readonly from: string };

export type Scalar = string | number | boolean;

/** What an earlier answer must be for a question to be asked: exactly one of the three is given. */
export interface ShowIf {
  readonly key: string;
  /** The answer is this one, or has it among its choices. */
  readonly equals?: Scalar;
  readonly oneOf?: readonly Scalar[];
  readonly answered?: boolean;
}

/** One question of a form. */
export interface FormField {
  readonly key: string;
  readonly kind: FieldKind;
  readonly label: string;
  readonly labels?: Texts;
  readonly help?: string;
  readonly helps?: Texts;
  readonly required: Requirement;
  readonly showIf?: ShowIf;
  /** Nobody but those who decide about registrations sees it and answers it. */
  readonly managersOnly?: boolean;
  /** Whether approval is asked for again when the person answers it anew. */
  readonly reapproval?: boolean;
  /** Whether its answer stays when the registration passes to another person: it is about the place, not about who has it. */
  readonly transferable?: boolean;
  /** Key of the group to which it belongs. */
  readonly group?: string;
  /** For how many days after the event its answers are kept; as long as the registration, unless it is a number. */
  readonly keepDays?: number | null;
  /** For `choice` and `choices` only. */
  readonly options?: readonly FormOption[];
  /** For `person` only: what of the person's own data it shows and writes. */
  readonly property?: OwnProperty;
  /** For `file` only. */
  readonly accept?: readonly AnswerFileKind[];
  /** For `file` only: the largest that is taken, in bytes. */
  readonly maxBytes?: number;
  /** For `file` only: it is the photo of the person, for the badge. */
  readonly photo?: boolean;
}

/** Kinds of files that a question takes. */
export function kindsTaken({
  accept,
  photo,
}: Pick<FormField, 'accept' | 'photo'>): readonly AnswerFileKind[] {
  return accept ?? (photo ? photoKinds : usualFileKinds);
}

/** The largest file that a question takes, in bytes, if there is a limit. */
export function bytesTaken({ maxBytes, photo }: Pick<FormField, 'maxBytes' | 'photo'>): number | undefined {
  return maxBytes ?? (photo ? largestPhoto : undefined);
}

/** Questions that can be changed until the same instant. */
export interface FieldGroup {
  readonly key: string;
  readonly title: string;
  readonly titles?: Texts;
  /** As text (RFC 3339); null for the deadline of the form. */
  readonly editableUntil: string | null;
}

/** What is asked, and until when it can be answered. */
export interface Questionnaire {
  readonly id: string;
  readonly fields: readonly FormField[];
  readonly groups: readonly FieldGroup[];
  /** Until when answers can be changed whose group does not say otherwise. */
  readonly deadline: Date | null;
}

/** Whether a question offers things to choose from. */
export function offersOptions({ kind }: Pick<FormField, 'kind'>): boolean {
  return kind === 'choice' || kind === 'choices';
}

/** What is wrong with the questions and groups of a form, at `/fields/<index>` and `/groups/<index>`. */
export function faultsOfForm({ fields, groups }: Pick<Questionnaire, 'fields' | 'groups'>): FieldFault[] {
  const groupKeys = new Set(groups.map(({ key }) => key));
  const properties = new Map<string, number>();
  const faults = twice(groups, '/groups');
  faults.push(...twice(fields, '/fields'));
  const photo = fields.findIndex((field) => field.photo);
  fields.forEach((field, index) => {
    const at = `/fields/${index}`;
    faults.push(...faultsOfOptions(field, at), ...faultsOfKind(field, at));
    if (field.photo && index !== photo)
      faults.push({
        pointer: `${at}/photo`,
        code: 'taken',
        message: `is asked for by /fields/${photo} already`,
      });
    if (field.showIf) faults.push(...faultsOfCondition(field, field.showIf, fields.slice(0, index), at));
    if (field.group !== undefined && !groupKeys.has(field.group))
      faults.push({
        pointer: `${at}/group`,
        code: 'unknown',
        message: 'is not the key of a group of this form',
      });
    const { property } = field;
    if (property === undefined) return;
    if (properties.has(property))
      faults.push({
        pointer: `${at}/property`,
        code: 'taken',
        message: `is asked for by /fields/${properties.get(property)} already`,
      });
    properties.set(property, index);
  });
  return faults;
}

/** Kinds of questions whose answers never pass to another person. */
const personal: ReadonlySet<FieldKind> = new Set(['person', 'file', 'consent']);

function twice(things: readonly { readonly key: string }[], list: string): FieldFault[] {
  const keys = new Set<string>();
  return things.flatMap(({ key }, index) => {
    if (!keys.has(key)) {
      keys.add(key);
      return [];
    }
    return [{ pointer: `${list}/${index}/key`, code: 'taken', message: 'stands twice in this form' }];
  });
}

function faultsOfOptions(field: FormField, at: string): FieldFault[] {
  const { options = [] } = field;
  const pointer = `${at}/options`;
  if (!offersOptions(field))
    return options.length > 0 ? [{ pointer, code: 'options', message: 'belong to choices only' }] : [];
  if (options.length === 0)
    return [{ pointer, code: 'required', message: 'must have something to choose from' }];
  return new Set(options.map(({ value }) => value)).size < options.length
    ? [{ pointer, code: 'taken', message: 'has a value twice' }]
    : [];
}

/** What belongs to questions of one kind only. */
function faultsOfKind(
  { kind, property, accept, maxBytes, photo, keepDays, transferable }: FormField,
  at: string,
): FieldFault[] {
  const faults: FieldFault[] = [];
  if (transferable && personal.has(kind))
    faults.push({
      pointer: `${at}/transferable`,
      code: 'kind',
      message: 'cannot be set: such an answer is the person’s own',
    });
  if (kind === 'person' && property === undefined)
    faults.push({
      pointer: `${at}/property`,
      code: 'required',
      message: 'must say what of the person is asked for',
    });
  if (kind !== 'person' && property !== undefined)
    faults.push({
      pointer: `${at}/property`,
      code: 'kind',
      message: 'belongs to questions of the kind person only',
    });
  if (kind === 'person' && typeof keepDays === 'number')
    faults.push({
      pointer: `${at}/keepDays`,
      code: 'kind',
      message: 'cannot be set: what is asked for is kept with the person, not with the registration',
    });
  if (kind === 'file') {
    if (photo && accept?.some((one) => !photoKinds.includes(one)))
      faults.push({
        pointer: `${at}/accept`,
        code: 'kind',
        message: `must have nothing but ${photoKinds.join(' and ')} for a photo`,
      });
    if (photo && maxBytes !== undefined && maxBytes > largestPhoto)
      faults.push({
        pointer: `${at}/maxBytes`,
        code: 'size',
        message: `must be at most ${largestPhoto} for a photo`,
      });
    return faults;
  }
  for (const [name, value] of Object.entries({ accept, maxBytes, photo }))
    if (value !== undefined)
      faults.push({
        pointer: `${at}/${name}`,
        code: 'kind',
        message: 'belongs to questions of the kind file only',
      });
  return faults;
}

function faultsOfCondition(
  field: FormField,
  showIf: ShowIf,
  earlier: readonly FormField[],
  at: string,
): FieldFault[] {
  const asked = earlier.find(({ key }) => key === showIf.key);
  if (!asked)
    return [
      {
        pointer: `${at}/showIf/key`,
        code: 'unknown',
        message: 'is not the key of a question that stands before this one',
      },
    ];
  if (asked.managersOnly && !field.managersOnly)
    return [
      {
        pointer: `${at}/showIf/key`,
        code: 'managers',
        message: 'is for managers only; others cannot tell whether this question is asked of them',
      },
    ];
  const given = (['equals', 'oneOf', 'answered'] as const).filter((name) => showIf[name] !== undefined);
  if (given.length !== 1)
    return [
      {
        pointer: `${at}/showIf`,
        code: 'condition',
        message: 'must have exactly one of equals, oneOf and answered',
      },
    ];
  if (given[0] === 'answered') return [];
  const values = showIf.oneOf ?? [showIf.equals!];
  if (values.length > 0 && values.every((value) => canBeAnswered(asked, value))) return [];
  return [
    {
      pointer: `${at}/showIf/${given[0]}`,
      code: 'never',
      message: `is nothing that the question ${asked.key} can be answered with`,
    },
  ];
}

/** Whether a value can stand in the answer to a question, as far as its kind says so. */
function canBeAnswered(field: FormField, value: Scalar): boolean {
  switch (field.kind) {
    case 'choice':
    case 'choices':
      return field.options?.some((option) => option.value === value) ?? false;
    case 'number':
      return typeof value === 'number';
    case 'consent':
      return typeof value === 'boolean';
    case 'file':
      return false;
    default:
      return typeof value === 'string';
  }
}

/** A later one of two instants; none is never. */
const later = (one: Date | null, other: Date | undefined): Date | null =>
  one !== null && other !== undefined && other > one ? other : one;

/**
 * Until when answers of a group, or without a group, can be changed; null for always. `extensions` are those of one
 * registration: by the key of a group, or by the id of the form for what hangs on its deadline.
 */
export function changeableUntil(
  { id, groups, deadline }: Pick<Questionnaire, 'id' | 'groups' | 'deadline'>,
  groupKey: string | undefined,
  extensions: Readonly<Record<string, Date>>,
): Date | null {
  const group = groups.find(({ key }) => key === groupKey);
  const own = group?.editableUntil ?? null;
  const byForm = own === null ? later(deadline, extensions[id]) : new Date(own);
  return group ? later(byForm, extensions[group.key]) : byForm;
}
