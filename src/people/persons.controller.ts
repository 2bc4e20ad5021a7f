import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../access/event-scope';
import { definePermission } from '../access/roles';
import { IdParam, Operation } from '../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../platform/http/page';
import { PeopleService } from './people.service';
import { KnownPersonInput } from './person.input';
import { PersonView } from './person.view';

/** One right for looking and entering: the list shows addresses. */
const changePersons = definePermission('persons.change', [
  'owner',
  'organiser',
  'programme',
  'protocol',
  'registration_desk',
]);

/** Persons whom staff enter before they register, such as speakers. */
@ApiTags('Persons')
@Controller('api/v1/events/:event/persons')
export class PersonsController {
  constructor(private readonly people: PeopleService) {}

  @Get()
  @Operation({
    summary: 'Persons who are known in the event, by name',
    access: changePersons,
    answer: pageOf(PersonView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<PersonView>> {
    return this.people.personList(event.id, query);
  }

  @Post()
  @Operation({ summary: 'Enter a person', access: changePersons, answer: PersonView, status: 201 })
  async add(@CurrentEvent() event: EventScope, @Body() body: KnownPersonInput): Promise<PersonView> {
    const { locale = event.locales[0]!, ...input } = body;
    return this.people.addKnownPerson(event.id, input, locale);
  }

  @Get(':id')
  @Operation({ summary: 'One person', access: changePersons, answer: PersonView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<PersonView> {
    return this.people.person(event.id, id);
  }
}
