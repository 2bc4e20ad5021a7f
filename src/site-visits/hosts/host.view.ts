import {
  EmailField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
  TimeZoneField,
} from '../../platform/http/fields';
import { HouseRulesView } from '../site-visit.view';
import { DepartureClearanceView } from './clearance.view';
import { hostRequestWorkflow } from './host-request.workflow';

/** Somebody at the host of a visit, beside the contact who stands on the visit. */
export class HostContactView {
  @IdField({ description: 'Id of the contact.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @IdField({ description: 'The site visit.' })
  siteVisitId!: string;

  @TextField({ description: 'Name.', example: 'Wang Fang' })
  name!: string;

  @EmailField({ description: 'Address.', example: 'visits@host.example' })
  email!: string;

  @TextField({ description: 'What they do at the host.', nullable: true, example: 'Head of security' })
  post!: string | null;

  @LanguageField({ description: 'Language in which they are written to.', example: 'zh' })
  locale!: string;
}

/** A link with which somebody answers for the host; never its secret. */
export class HostLinkView {
  @IdField({ description: 'Id of the link.' })
  id!: string;

  @TextField({
    description: 'Who has it; what is done with it stands in the record under this name.',
    example: 'Wang Fang',
  })
  name!: string;

  @EmailField({ description: 'Address to which it was sent.' })
  email!: string;

  @EnumField(['good', 'expired', 'revoked'], {
    description: 'Whether it opens anything.',
    name: 'LinkState',
    example: 'good',
  })
  state!: 'good' | 'expired' | 'revoked';

  @InstantField({ description: 'When it was made.' })
  createdAt!: string;

  @InstantField({ description: 'When it ends.' })
  expiresAt!: string;

  @InstantField({ description: 'When it was revoked.', nullable: true })
  revokedAt!: string | null;

  @TextField({
    description: 'Who revoked it; null where that followed from something else.',
    nullable: true,
    example: 'Anna Sokolova',
  })
  revokedBy!: string | null;
}

/** All links to the visit for its host. */
export class HostLinksView {
  @ObjectField(() => HostLinkView, { description: 'The links, the last first.', list: true })
  items!: HostLinkView[];
}

/** What a host was asked about the people of a departure. */
export class HostRequestView {
  @IdField({ description: 'Id of the request.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(Object.keys(hostRequestWorkflow.states), {
    description: 'Where it is.',
    name: 'HostRequestState',
    example: 'asked',
  })
  state!: string;

  @IdField({ description: 'The site visit.' })
  siteVisitId!: string;

  @IdField({ description: 'The departure.' })
  departureId!: string;

  @InstantField({ description: 'Until when the host is to have decided about everybody.' })
  answerBy!: string;

  @IntegerField({ description: 'How many hours before that the host is reminded.', example: 48 })
  remindHours!: number;
}

/** A visit as its host sees it: what it has agreed to, which groups come, how many people wait for its word. */
export class HostPageView {
  @IdField({ description: 'The site visit.' })
  siteVisitId!: string;

  @TextField({ description: 'Title of the event.', example: 'Infoforum-China 2019' })
  event!: string;

  @TextsField({ description: 'Title of the event in further languages.' })
  events!: Record<string, string>;

  @TimeZoneField({ description: 'Time zone of the event.' })
  timeZone!: string;

  @TextField({ description: 'Title of the visit.', example: 'Huawei headquarters' })
  title!: string;

  @TextsField({ description: 'Title of the visit in further languages.' })
  titles!: Record<string, string>;

  @TextField({ description: 'Name of the host.', example: 'Huawei' })
  host!: string;

  @TextField({ description: 'The site that is visited.', example: 'Headquarters' })
  site!: string;

  @TextField({ description: 'Address of the site.', nullable: true, example: 'Bantian, Shenzhen' })
  address!: string | null;

  @ObjectField(() => HouseRulesView, { description: 'What the host asks of visitors.' })
  houseRules!: HouseRulesView;

  @ObjectField(() => DepartureClearanceView, {
    description: 'The groups, by when they leave.',
    list: true,
  })
  departures!: DepartureClearanceView[];
}

export interface HostContactRow extends Record<string, unknown> {
  id: string;
  version: number;
  site_visit_id: string;
  name: string;
  email: string;
  post: string | null;
  locale: string;
}

export interface HostRequestRow extends Record<string, unknown> {
  id: string;
  version: number;
  state: string;
  event_id: string;
  site_visit_id: string;
  departure_id: string;
  answer_by: Date;
  remind_hours: number;
}

export function toHostContactView(row: HostContactRow): HostContactView {
  return {
    id: row.id,
    version: row.version,
    siteVisitId: row.site_visit_id,
    name: row.name,
    email: row.email,
    post: row.post,
    locale: row.locale,
  };
}

export function toHostRequestView(row: HostRequestRow): HostRequestView {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    siteVisitId: row.site_visit_id,
    departureId: row.departure_id,
    answerBy: row.answer_by.toISOString(),
    remindHours: row.remind_hours,
  };
}
