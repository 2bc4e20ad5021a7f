import { EnumField, ObjectField, TextField } from '../../platform/http/fields';

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
