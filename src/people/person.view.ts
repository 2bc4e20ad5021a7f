import { CountryField, EmailField, IdField, TextField } from '../platform/http/fields';

/** A person as lists and registrations show them; documents and dates of birth are not among it. */
export class PersonView {
  @IdField({ description: 'Id of the person.' })
  id!: string;

  @TextField({ description: 'Given name.', example: 'Na' })
  givenName!: string;

  @TextField({ description: 'Family name.', example: 'Li' })
  familyName!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  displayName!: string;

  @TextField({ description: 'Name in the person’s own script.', nullable: true, example: '李娜' })
  nativeName!: string | null;

  @TextField({ description: 'Form of address.', nullable: true, example: 'Ms' })
  formOfAddress!: string | null;

  @TextField({ description: 'Post.', nullable: true, example: 'Deputy Director' })
  post!: string | null;

  @CountryField({ description: 'Nationality.', nullable: true })
  nationality!: string | null;

  @EmailField({ description: 'Address to which mails go.' })
  email!: string;
}

/** SQL that selects a person `p` as {@link PersonView}, as one JSON object. */
export const personJson = `json_build_object('id', p.id, 'givenName', p.given_name, 'familyName', p.family_name, 'displayName', p.display_name,
  'nativeName', p.native_name, 'formOfAddress', p.form_of_address, 'post', p.post, 'nationality', p.nationality, 'email', p.email)`;

/** SQL that selects what a person `p` may say anew of themselves, as one JSON object; see `person.rules.ts`. */
export const ownJson = `json_build_object('formOfAddress', p.form_of_address, 'post', p.post, 'displayName', p.display_name,
  'nativeName', p.native_name, 'nationality', p.nationality, 'birthDate', p.birth_date, 'timeZone', p.time_zone)`;

/** SQL: whether a name, as somebody wrote it, is that of person `p`, in whatever order and script they use. */
export const namedAs = (name: string): string =>
  `lower(${name}) IN (lower(p.display_name), lower(p.native_name), lower(p.given_name || ' ' || p.family_name), lower(p.family_name || ' ' || p.given_name))`;
