import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PeopleModule } from '../people/people.module';
import { ProgrammeController, ReleasesController, ReleaseTransitionController } from './programme.controller';
import { ProgrammeEdition } from './programme.edition';
import { ProgrammeQueries } from './programme.queries';
import { Release, ReleaseAttendee, ReleaseRole, ReleaseSession } from './release.entity';
import { ReleasesService } from './releases.service';
import { Availability } from './availability.entity';
import { Participation } from './participation.service';
import { PlanningQueries } from './planning.queries';
import { ProgrammeSession, SessionCategory, SessionItem, SessionRole, SessionTopic } from './session.entity';
import { ReleaseFile, SessionDocument } from './session-document.entity';
import { ReleasedDocumentsController, SessionDocumentsController } from './session-documents.controller';
import { SessionDocumentsQueries } from './session-documents.queries';
import { SessionDocumentsService } from './session-documents.service';
import { SessionRolesController, SessionRoleTransitionController } from './session-roles.controller';
import { SessionRoles } from './session-roles.service';
import { SessionsController, TopicsController } from './sessions.controller';
import { SessionsQueries } from './sessions.queries';
import { SessionsService } from './sessions.service';
import { Topic } from './topic.entity';
import { TopicsService } from './topics.service';
import { WallTimes } from './wall-times.service';

/**
 * Topics and sessions as a draft, what is wrong with it, and the numbered releases that people see.
 * Owns: topics, programme_sessions, session_topics, session_roles, session_items, session_categories, session_documents,
 * availabilities, releases, release_sessions, release_roles, release_files, release_attendees.
 * Tells `programme.released` and `session-role.changed`; hears nothing.
 */
@Module({
  imports: [
    PeopleModule,
    TypeOrmModule.forFeature([
      Topic,
      ProgrammeSession,
      SessionTopic,
      SessionRole,
      SessionCategory,
      SessionItem,
      SessionDocument,
      ReleaseFile,
      Availability,
      Release,
      ReleaseSession,
      ReleaseRole,
      ReleaseAttendee,
    ]),
  ],
  controllers: [
    TopicsController,
    SessionsController,
    SessionDocumentsController,
    ReleasedDocumentsController,
    SessionRolesController,
    SessionRoleTransitionController,
    ProgrammeController,
    ReleasesController,
    ReleaseTransitionController,
  ],
  providers: [
    TopicsService,
    SessionsService,
    SessionRoles,
    SessionDocumentsService,
    SessionDocumentsQueries,
    SessionsQueries,
    PlanningQueries,
    Participation,
    WallTimes,
    ReleasesService,
    ProgrammeQueries,
    ProgrammeEdition,
  ],
  exports: [ProgrammeQueries, Participation],
})
export class ProgrammeModule {}
