import { InstantField, TextField } from '../../platform/http/fields';

export class CheckInInput {
  @TextField({
    description: 'Code of the registration; case, spaces and hyphens do not matter.',
    example: '7KQ2-M9XW',
    max: 20,
  })
  code!: string;

  @InstantField({
    description: 'When the person came, if the scanner was offline; without it, now.',
    optional: true,
  })
  at?: string;

  @TextField({
    description: 'Id that the scanner gave this scan: sent again, it counts once.',
    optional: true,
    max: 100,
    example: 'gate-2-000417',
  })
  clientId?: string;
}
