import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { SignInLimit } from '../access/sign-in-limit.service';
import { EmailField, TextField } from '../platform/http/fields';
import { Operation } from '../platform/http/operation';
import { RegistrationLinks } from './registration-links.service';

export class LinksInput {
  @EmailField({ description: 'Address under which the person registered.' })
  email!: string;

  @TextField({ description: 'Id or slug of the event.', max: 100, example: 'infoforum-china-2019' })
  event!: string;
}

@ApiTags('Sign-in')
@Controller('api/v1/auth/links')
export class RegistrationLinksController {
  constructor(
    private readonly links: RegistrationLinks,
    private readonly limit: SignInLimit,
  ) {}

  @Post()
  @Operation({
    summary: 'Have the link to one’s own agenda sent again',
    description:
      'Whoever registered for the event under this address and still takes part gets a mail, at most one in ten minutes. The answer is the same for any address.',
    access: { public: 'one signs in here; the link goes to the address of the registration only' },
    status: 202,
    fails: [429],
  })
  async send(@Body() { email, event }: LinksInput, @Req() request: FastifyRequest): Promise<void> {
    this.limit.check(request.ip, email);
    await this.links.askFor(email, event);
  }
}
