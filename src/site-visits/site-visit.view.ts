import {
  BooleanField,
  CountryField,
  EmailField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../platform/http/fields';
import type { IdentityRules } from './identity/identity.rules';
import { IdentityRulesView, toIdentityRulesView } from './identity/identity.view';
import { bookingModes, photographyRules, type HouseRules } from './site-visit.input';

export class HouseRulesView {
  @BooleanField({ description: 'Whether an identity document is asked for at the gate.' })
  identityDocument!: boolean;

  @EnumField(photographyRules, {
    description: 'Whether photographs may be taken.',
    name: 'PhotographyRule',
    example: 'ask',
  })
  photography!: string;

  @TextField({ description: 'How to dress.', nullable: true, example: 'Closed shoes' })
  dress!: string | null;

  @IntegerField({ description: 'Youngest age that is let in, in years.', nullable: true, example: 18 })
  minimumAge!: number | null;

  @CountryField({
    description: 'Nationalities that the host does not receive; null to those who are not staff.',
    list: true,
    nullable: true,
    example: [],
  })
  excludedNationalities!: string[] | null;
}

export class SiteVisitView {
  @IdField({ description: 'Id of the site visit.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @IdField({ description: 'The organisation that is the host.' })
  organisationId!: string;

  @TextField({ description: 'Name of the host.', example: 'Huawei' })
  host!: string;

  @TextField({ description: 'The site that is visited.', example: 'Headquarters' })
  site!: string;

  @TextField({ description: 'Title in the first language of the event.', example: 'Huawei headquarters' })
  title!: string;

  @TextsField({
    description: 'Title in further languages.',
    example: { ru: 'Штаб-квартира Huawei', zh: '华为总部' },
  })
  titles!: Record<string, string>;

  @TextField({
    description: 'What is shown.',
    nullable: true,
    example: 'Telecommunications and portable equipment',
  })
  about!: string | null;

  @TextField({ description: 'Address of the site.', nullable: true, example: 'Bantian, Shenzhen' })
  address!: string | null;

  @LanguageField({
    description: 'Languages in which visitors are shown around.',
    list: true,
    example: ['en', 'zh'],
  })
  languages!: string[];

  @ObjectField(() => HouseRulesView, { description: 'What the host asks of visitors.' })
  houseRules!: HouseRulesView;

  @ObjectField(() => IdentityRulesView, {
    description:
      'Which identity data the host needs of those who have a place; null for none, and to those who are not staff.',
    nullable: true,
  })
  identityRules!: IdentityRulesView | null;

  @EnumField(bookingModes, { description: 'How places are given.', name: 'BookingMode' })
  bookingMode!: string;

  @InstantField({
    description: 'Until when it can be wished for; null: as long as the event takes wishes.',
    nullable: true,
    example: '2019-10-10T10:00:00.000Z',
  })
  wishesCloseAt!: string | null;

  @BooleanField({ description: 'Whether an allocation serves heads of delegation first.' })
  headsFirst!: boolean;

  @IntegerField({
    description: 'Most places that an allocation gives to one delegation; null for no limit.',
    nullable: true,
    example: 10,
  })
  delegationMost!: number | null;

  @IntegerField({
    description: 'Places that an allocation gives to each delegation before any gets more; null for none.',
    nullable: true,
    example: 1,
  })
  delegationLeast!: number | null;

  @InstantField({
    description: 'When its places were shared out; since then what is left goes to who comes first.',
    nullable: true,
    example: null,
  })
  allocatedAt!: string | null;

  @IntegerField({
    description: 'For so many days after its end one can say how a departure was.',
    example: 14,
  })
  feedbackDays!: number;

  @TextField({
    description: 'Whom to turn to at the host; null to those who are not staff.',
    nullable: true,
    example: 'Wang Fang',
  })
  contactName!: string | null;

  @EmailField({
    description: 'Address of that person; null to those who are not staff.',
    nullable: true,
    example: 'visits@host.example',
  })
  contactEmail!: string | null;
}

export interface SiteVisitRow extends Record<string, unknown> {
  id: string;
  version: number;
  organisation_id: string;
  host: string;
  site: string;
  title: string;
  titles: Record<string, string>;
  about: string | null;
  address: string | null;
  languages: string[];
  house_rules: HouseRules;
  identity_rules: IdentityRules | null;
  booking_mode: string;
  wishes_close_at: Date | null;
  heads_first: boolean;
  delegation_most: number | null;
  delegation_least: number | null;
  allocated_at: Date | null;
  feedback_days: number;
  contact_name: string | null;
  contact_email: string | null;
}

/** A visit as `staff` see it, or as everybody else does: whom the host does not receive is nobody's business but theirs. */
export function toSiteVisitView(row: SiteVisitRow, staff: boolean): SiteVisitView {
  const rules = row.house_rules;
  return {
    id: row.id,
    version: row.version,
    organisationId: row.organisation_id,
    host: row.host,
    site: row.site,
    title: row.title,
    titles: row.titles,
    about: row.about,
    address: row.address,
    languages: row.languages,
    houseRules: {
      identityDocument: rules.identityDocument,
      photography: rules.photography,
      dress: rules.dress ?? null,
      minimumAge: rules.minimumAge ?? null,
      excludedNationalities: staff ? (rules.excludedNationalities ?? []) : null,
    },
    identityRules: staff ? toIdentityRulesView(row.identity_rules) : null,
    bookingMode: row.booking_mode,
    wishesCloseAt: row.wishes_close_at?.toISOString() ?? null,
    headsFirst: row.heads_first,
    delegationMost: row.delegation_most,
    delegationLeast: row.delegation_least,
    allocatedAt: row.allocated_at?.toISOString() ?? null,
    feedbackDays: row.feedback_days,
    contactName: staff ? row.contact_name : null,
    contactEmail: staff ? row.contact_email : null,
  };
}
