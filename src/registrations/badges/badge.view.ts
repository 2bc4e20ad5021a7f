import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';

/** What the QR code of a badge says. */
export class BadgeTokenView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @IntegerField({
    description: 'Revision of the badge; raised when one is lost.',
    example: 1,
    min: 1,
    max: 65_535,
  })
  revision!: number;

  @TextField({ description: 'The key with which it is signed.', example: '9f86d081', max: 8 })
  keyId!: string;

  @TextField({
    description: 'The text for the QR code: 144 characters of its alphanumeric mode.',
    example: `PB1:${'A'.repeat(140)}`,
    max: 144,
  })
  token!: string;
}

/** A badge that was lost. */
export class BadgeRevocationView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @IntegerField({ description: 'The revision that opens nothing any more.', example: 1, min: 1, max: 65_535 })
  revision!: number;

  @TextField({ description: 'Why.', example: 'Lost on the coach.', max: 500 })
  reason!: string;

  @TextField({ description: 'Who revoked it.', example: 'Chen Wei' })
  byName!: string;

  @InstantField({ description: 'When.' })
  at!: string;
}

export class BadgeRevocationsView {
  @ObjectField(() => BadgeRevocationView, {
    description: 'The badges that were lost, the last one first.',
    list: true,
  })
  items!: BadgeRevocationView[];
}

/** An officer keeps somebody out. */
export class EntryBlockView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @TextField({ description: 'Name of the person.', example: 'LI Na' })
  name!: string;

  @TextField({
    description: 'Why; the gate is not told.',
    example: 'Request of the security service.',
    max: 500,
  })
  reason!: string;

  @TextField({ description: 'The officer.', example: 'Chen Wei' })
  byName!: string;

  @InstantField({ description: 'Since when.' })
  at!: string;
}

/** A public key of this installation. */
export class CheckInKeyView {
  @TextField({
    description: 'Its id: the first four bytes of the SHA-256 of the key, in hexadecimal.',
    example: '9f86d081',
    max: 8,
  })
  keyId!: string;

  @EnumField(['badge', 'list'], {
    description: 'What is signed with it: the tokens of badges, or the lists for scanners that go offline.',
    name: 'CheckInKeyUse',
  })
  use!: 'badge' | 'list';

  @EnumField(['Ed25519'], { description: 'How it is signed (RFC 8032).', name: 'SignatureAlgorithm' })
  algorithm!: 'Ed25519';

  @TextField({
    description: 'The 32 bytes of the key in base64url, as `x` of a JSON Web Key has them (RFC 8037).',
    example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    max: 43,
  })
  publicKey!: string;
}

export class CheckInKeysView {
  @ObjectField(() => CheckInKeyView, { description: 'The keys in use.', list: true })
  items!: CheckInKeyView[];
}
