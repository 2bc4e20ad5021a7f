import { ApiExtraModels, ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'FieldFault', description: 'A field that is at fault.' })
export class FieldFaultView {
  @ApiProperty({
    description: 'Where it is: a JSON Pointer into the body, or `?name` for a query parameter.',
    example: '/person/email',
  })
  pointer!: string;

  @ApiProperty({ description: 'Why, for programs.', example: 'matches' })
  code!: string;

  @ApiProperty({
    description: 'Why, for people.',
    example: 'must be one mail address such as li.na@ministry.example',
  })
  message!: string;
}

@ApiSchema({ name: 'Problem', description: 'A failure (RFC 9457, application/problem+json).' })
@ApiExtraModels(FieldFaultView)
export class ProblemView {
  @ApiProperty({
    description: 'Address of the page that explains this kind of problem.',
    example: '/api/problems/against-the-rules',
  })
  type!: string;

  @ApiProperty({
    description: 'The kind of problem in words.',
    example: 'Some fields are not as they must be',
  })
  title!: string;

  @ApiProperty({ type: 'integer', description: 'The HTTP status.', example: 422 })
  status!: number;

  @ApiProperty({
    description: 'What happened in this case and what to do.',
    example: '/person/email must be one mail address such as li.na@ministry.example.',
  })
  detail!: string;

  @ApiProperty({
    description: 'Path that was asked for.',
    example: '/api/v1/events/infoforum-china-2019/registrations',
  })
  instance!: string;

  @ApiProperty({ description: 'The kind of problem, for programs.', example: 'against-the-rules' })
  code!: string;

  @ApiProperty({
    description: 'Id of the request; tell it when you ask for help.',
    example: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
  })
  requestId!: string;

  @ApiProperty({ type: [FieldFaultView], required: false, description: 'The fields at fault, if any.' })
  errors?: FieldFaultView[];
}
