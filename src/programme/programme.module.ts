import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PeopleModule } from '../people/people.module';
import { ProgrammeController, ReleasesController, ReleaseTransitionController } from './programme.controller';
import { ProgrammeEdition } from './programme.edition';
import { ProgrammeQueries } from './programme.queries';
import { Release, ReleaseRole, ReleaseSession } from './release.entity';
import { ReleasesService } from './releases.service';
import { ProgrammeSession, SessionRole, SessionTopic } from './session.entity';
import { SessionsController, TopicsController } from './sessions.controller';
import { SessionsQueries } from './sessions.queries';
import { SessionsService } from './sessions.service';
import { Topic } from './topic.entity';
import { TopicsService } from './topics.service';

/**
 * Topics and sessions as a draft, what is wrong with it, and the numbered releases that people see.
 * Owns: topics, programme_sessions, session_topics, session_roles, releases, release_sessions, release_roles.
 * Tells `programme.released`; hears nothing.
 */
@Module({
  imports: [
    PeopleModule,
    TypeOrmModule.forFeature([
      Topic,
      ProgrammeSession,
      SessionTopic,
      SessionRole,
      Release,
      ReleaseSession,
      ReleaseRole,
    ]),
  ],
  controllers: [
    TopicsController,
    SessionsController,
    ProgrammeController,
    ReleasesController,
    ReleaseTransitionController,
  ],
  providers: [
    TopicsService,
    SessionsService,
    SessionsQueries,
    ReleasesService,
    ProgrammeQueries,
    ProgrammeEdition,
  ],
  exports: [ProgrammeQueries],
})
export class ProgrammeModule {}
