import { mailLanguages } from '../../communications/words';
import {
  BooleanField,
  EmailField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  MapField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import {
  changes,
  manifestFields,
  manifestFormats,
  orientations,
  overrideActs,
  referenceOf,
  type Change,
  type FrozenForm,
  type Heading,
  type Shown,
} from './manifest.rules';

export class ManifestColumnView {
  @EnumField(manifestFields, { description: 'What the column says.', name: 'ManifestField', example: 'name' })
  field!: string;

  @TextField({
    description: 'The host’s own heading; null for the usual one.',
    nullable: true,
    example: '姓名',
  })
  heading!: string | null;
}

export class CoachContactView {
  @TextField({ description: 'Who sends the coaches.', example: 'Pengcheng Coaches, dispatcher' })
  name!: string;

  @EmailField({ description: 'Address of that person.', example: 'dispatch@coaches.example' })
  email!: string;

  @EnumField(mailLanguages, { description: 'Language of the list and the mails.', name: 'MailLanguage' })
  language!: string;
}

/** How a host wants its lists. */
export class ManifestFormView {
  @IdField({ description: 'The site visit.' })
  siteVisitId!: string;

  @IntegerField({
    description: 'Raised with each change; the ETag. 0 while nothing was said.',
    example: 1,
  })
  version!: number;

  @TextField({ description: 'Stands before the numbers of the lists.', nullable: true, example: 'HW' })
  mark!: string | null;

  @ObjectField(() => ManifestColumnView, { description: 'The columns, from left to right.', list: true })
  columns!: ManifestColumnView[];

  @EnumField(mailLanguages, {
    description: 'Languages in which the list is made.',
    list: true,
    example: ['zh', 'en'],
  })
  languages!: string[];

  @EnumField(orientations, { description: 'How the paper lies.', name: 'Orientation' })
  orientation!: string;

  @EnumField(manifestFormats, { description: 'Formats that the host takes.', list: true, example: ['pdf'] })
  formats!: string[];

  @ObjectField(() => CoachContactView, { description: 'Whom the coaches come from.', nullable: true })
  coachContact!: CoachContactView | null;
}

export class HeadingCoachView {
  @TextField({ description: 'What participants look for at the kerb.', example: 'Coach A' })
  label!: string;

  @TextField({ description: 'Number plate.', nullable: true, example: '粤B·12345' })
  plate!: string | null;
}

/** What stands above a list. */
export class ManifestHeadingView {
  @TextField({ description: 'Title of the site visit.', example: 'Huawei headquarters' })
  title!: string;

  @TextsField({ description: 'Title in further languages.', example: { zh: '华为总部' } })
  titles!: Record<string, string>;

  @TextField({ description: 'Name of the host.', example: 'Huawei' })
  host!: string;

  @TextField({ description: 'The site.', example: 'Headquarters' })
  site!: string;

  @TextField({ description: 'Its address.', nullable: true, example: 'Bantian, Shenzhen' })
  address!: string | null;

  @InstantField({ description: 'When the group leaves.', example: '2019-10-23T01:00:00.000Z' })
  startsAt!: string;

  @InstantField({ description: 'When the group is back.', example: '2019-10-23T04:30:00.000Z' })
  endsAt!: string;

  @TextField({ description: 'Where it meets.', example: 'Hotel lobby, east entrance' })
  meetingPoint!: string;

  @ObjectField(() => HeadingCoachView, { description: 'The coaches.', list: true })
  coaches!: HeadingCoachView[];

  @BooleanField({ description: 'Whether the departure does not take place.', example: false })
  cancelled!: boolean;
}

export class ManifestOverrideView {
  @EnumField(overrideActs, {
    description: 'What was done in spite of the cut-off.',
    name: 'OverrideAct',
  })
  act!: string;

  @IdField({ description: 'Whom it concerns; null for a change of the departure.', nullable: true })
  personId!: string | null;

  @TextField({ description: 'Why.', example: 'The minister joins at the request of the host' })
  reason!: string;

  @TextField({ description: 'Who decided it.', example: 'Chen Wei' })
  by!: string;

  @InstantField({ description: 'When.' })
  at!: string;
}

/** How far a manifest has come: `undelivered` when the mail to the host came to nothing, `received` once the host fetched it. */
export const manifestStates = ['frozen', 'sent', 'undelivered', 'received'] as const;

export class ManifestView {
  @IdField({ description: 'Id of the manifest.' })
  id!: string;

  @IdField({ description: 'The site visit.' })
  siteVisitId!: string;

  @IdField({ description: 'The departure.' })
  departureId!: string;

  @EnumField(['list', 'amendment'], {
    description: 'Whether it is the list itself or what amends it.',
    name: 'ManifestKind',
  })
  kind!: string;

  @TextField({ description: 'Its number as it is written.', example: 'HW-2/1' })
  reference!: string;

  @IntegerField({ description: 'Number of the list among those of the visit.', example: 2 })
  listNumber!: number;

  @IntegerField({ description: 'Number of the amendment; 0 for the list.', example: 1 })
  amendment!: number;

  @IntegerField({ description: 'How many amendments there are after it.', example: 0 })
  amendedBy!: number;

  @EnumField(manifestStates, { description: 'How far it has come.', name: 'ManifestState' })
  state!: string;

  @InstantField({ description: 'When what it says was fixed.' })
  frozenAt!: string;

  @TextField({ description: 'Who fixed it; the program itself at a cut-off.', example: 'Plenary' })
  madeBy!: string;

  @InstantField({ description: 'When the mail to the host went out.', nullable: true })
  sentAt!: string | null;

  @TextField({ description: 'To whom.', nullable: true, example: 'Wang Fang' })
  sentTo!: string | null;

  @InstantField({ description: 'When the host first fetched it.', nullable: true })
  receivedAt!: string | null;

  @IntegerField({ description: 'How many people it adds.', example: 1 })
  added!: number;

  @IntegerField({ description: 'How many people it takes off.', example: 0 })
  removed!: number;

  @IntegerField({ description: 'Of how many people it says something else.', example: 0 })
  changed!: number;

  @ObjectField(() => ManifestHeadingView, { description: 'What stands above it.' })
  heading!: ManifestHeadingView;

  @ObjectField(() => ManifestHeadingView, {
    description: 'What stood above the list before; null where that is the same.',
    nullable: true,
  })
  headingBefore!: ManifestHeadingView | null;

  @ObjectField(() => ManifestOverrideView, {
    description: 'What was done in spite of the cut-off, by whom and why.',
    list: true,
  })
  overrides!: ManifestOverrideView[];

  @TextField({ description: 'SHA-256 of what it says.', example: '9f86d081884c7d65…' })
  digest!: string;

  @TextField({
    description: 'SHA-256 of the whole list once it is applied.',
    example: '60303ae22b998861…',
  })
  listDigest!: string;
}

export class ManifestLineView {
  @IntegerField({ description: 'Number of the person on the list.', example: 12 })
  number!: number;

  @EnumField(changes, { description: 'What it says of the person.', name: 'ManifestChange' })
  change!: string;

  @IdField({ description: 'The person.' })
  personId!: string;

  @IdField({ description: 'Their registration.' })
  registrationId!: string;

  @MapField({
    description:
      'What is said of the person, by field; null for somebody who is taken off. Identity data stands in the files only.',
    nullable: true,
    example: { name: 'LI Na', nativeName: '李娜' },
  })
  shown!: Record<string, unknown> | null;

  @MapField({
    description: 'What was said before; null for somebody who is added.',
    nullable: true,
    example: null,
  })
  shownBefore!: Record<string, unknown> | null;

  @BooleanField({ description: 'Whether the identity data are others than before.', example: false })
  identityChanged!: boolean;
}

export class ManifestWithLinesView extends ManifestView {
  @ObjectField(() => ManifestLineView, { description: 'One line for each person.', list: true })
  lines!: ManifestLineView[];
}

export class PendingDifferencesView {
  @IntegerField({ description: 'People who go and are not on the list.', example: 0 })
  added!: number;

  @IntegerField({ description: 'People on the list who do not go.', example: 0 })
  removed!: number;

  @IntegerField({ description: 'People of whom the list says something else.', example: 0 })
  changed!: number;

  @BooleanField({ description: 'Whether the departure is otherwise than it says.', example: false })
  heading!: boolean;
}

/** What a host has: its list with all that amended it. */
export class HostListView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @ObjectField(() => ManifestView, { description: 'The last manifest: the list stands as of it.' })
  manifest!: ManifestView;

  @TextField({
    description: 'SHA-256 of the list, worked out from the manifests now; the same as `manifest.listDigest`.',
    example: '60303ae22b998861…',
  })
  digest!: string;

  @ObjectField(() => ManifestLineView, { description: 'Everybody who is on the list.', list: true })
  lines!: ManifestLineView[];

  @ObjectField(() => PendingDifferencesView, {
    description: 'What the host has not been told yet; goes out with the next amendment.',
  })
  pending!: PendingDifferencesView;
}

export const downloadKinds = ['manifest', 'whole_list', 'coach_list'] as const;

export class ManifestDownloadView {
  @IdField({ description: 'Id of the download.' })
  id!: string;

  @IdField({ description: 'The manifest.' })
  manifestId!: string;

  @TextField({ description: 'Its number as it is written.', example: 'HW-2/1' })
  reference!: string;

  @IntegerField({ description: 'Number of the copy; stands on each of its pages.', example: 3 })
  copy!: number;

  @EnumField(downloadKinds, {
    description: 'The manifest itself, the whole list as of it, or the list for the coach.',
    name: 'DownloadKind',
  })
  kind!: string;

  @EnumField(manifestFormats, { description: 'Format.', name: 'ManifestFormat' })
  format!: string;

  @EnumField(mailLanguages, { description: 'Language.', name: 'MailLanguage' })
  language!: string;

  @TextField({ description: 'Who fetched it.', example: 'Wang Fang' })
  by!: string;

  @EnumField(['staff', 'link', 'anonymous', 'system'], {
    description: 'What kind of caller that was; the host comes with a link.',
    name: 'ActorKind',
  })
  byKind!: string;

  @InstantField({ description: 'When.' })
  at!: string;
}

export interface ManifestRow extends Record<string, unknown> {
  readonly id: string;
  readonly version: number;
  readonly event_id: string;
  readonly site_visit_id: string;
  readonly departure_id: string;
  readonly list_number: number;
  readonly amendment: number;
  readonly frozen_at: Date;
  readonly made_by: string;
  readonly form: FrozenForm;
  readonly heading: Heading;
  readonly heading_before: Heading | null;
  readonly digest: string;
  readonly list_digest: string;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly sent_at: Date | null;
  readonly sent_to: string | null;
  readonly is_lost: boolean;
  readonly received_at: Date | null;
  readonly amendments: number;
  readonly overrides: readonly {
    readonly act: string;
    readonly personId: string | null;
    readonly reason: string;
    readonly by: string;
    readonly at: string;
  }[];
}

export interface LineRow extends Record<string, unknown> {
  readonly person_id: string;
  readonly registration_id: string;
  readonly booking_id: string;
  readonly number: number;
  readonly change: Change;
  readonly shown: Shown | null;
  readonly shown_before: Shown | null;
  readonly identity_id: string | null;
  readonly identity_before_id: string | null;
}

export interface DownloadRow extends Record<string, unknown> {
  readonly id: string;
  readonly manifest_id: string;
  readonly copy_number: number;
  readonly kind: string;
  readonly format: string;
  readonly language: string;
  readonly by_kind: string;
  readonly by_name: string;
  readonly at: Date;
  readonly list_number: number;
  readonly amendment: number;
  readonly form: FrozenForm;
}

/** The number of a manifest as it is written. */
export const referenceOfRow = (row: Pick<ManifestRow, 'form' | 'list_number' | 'amendment'>): string =>
  referenceOf({ mark: row.form.mark, listNumber: row.list_number, amendment: row.amendment });

const stateOf = ({ received_at, sent_at, is_lost }: ManifestRow): (typeof manifestStates)[number] =>
  received_at !== null ? 'received' : sent_at !== null ? 'sent' : is_lost ? 'undelivered' : 'frozen';

const toHeadingView = (heading: Heading): ManifestHeadingView => ({
  ...heading,
  coaches: heading.coaches.map((coach) => ({ ...coach })),
});

export function toManifestView(row: ManifestRow): ManifestView {
  return {
    id: row.id,
    siteVisitId: row.site_visit_id,
    departureId: row.departure_id,
    kind: row.amendment === 0 ? 'list' : 'amendment',
    reference: referenceOfRow(row),
    listNumber: row.list_number,
    amendment: row.amendment,
    amendedBy: row.amendments,
    state: stateOf(row),
    frozenAt: row.frozen_at.toISOString(),
    madeBy: row.made_by,
    sentAt: row.sent_at?.toISOString() ?? null,
    sentTo: row.sent_to,
    receivedAt: row.received_at?.toISOString() ?? null,
    added: row.added,
    removed: row.removed,
    changed: row.changed,
    heading: toHeadingView(row.heading),
    headingBefore: row.heading_before === null ? null : toHeadingView(row.heading_before),
    overrides: row.overrides.map(({ at, ...rest }) => ({ ...rest, at: new Date(at).toISOString() })),
    digest: row.digest,
    listDigest: row.list_digest,
  };
}

export function toLineView(row: LineRow): ManifestLineView {
  return {
    number: row.number,
    change: row.change,
    personId: row.person_id,
    registrationId: row.registration_id,
    shown: row.shown === null ? null : { ...row.shown },
    shownBefore: row.shown_before === null ? null : { ...row.shown_before },
    identityChanged: row.change === 'changed' && row.identity_id !== row.identity_before_id,
  };
}

export function toDownloadView(row: DownloadRow): ManifestDownloadView {
  return {
    id: row.id,
    manifestId: row.manifest_id,
    reference: referenceOfRow(row),
    copy: row.copy_number,
    kind: row.kind,
    format: row.format,
    language: row.language,
    by: row.by_name,
    byKind: row.by_kind,
    at: row.at.toISOString(),
  };
}
