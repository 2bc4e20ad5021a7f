import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommunicationsModule } from '../communications/communications.module';
import { ProgrammeController, ReleasesController, ReleaseTransitionController } from './programme.controller';
import { ProgrammeQueries } from './programme.queries';
import { Release, ReleaseRole, ReleaseSession } from './release.entity';
import { ReleasesService } from './releases.service';
import { Availability } from './availability.entity';
import { Participation } from './participation.service';
import { PlanningQueries } from './planning.queries';
import { ProgrammeSession, SessionCategory, SessionItem, SessionRole, SessionTopic } from './session.entity';
import { SessionRolesController, SessionRoleTransitionController } from './session-roles.controller';
import { SessionRoleAnswers } from './session-role-answers.service';
import { SessionRoleNotices } from './session-role-notices.service';
import { SessionRoleFacts } from './session-roles.facts';
import { SessionRolesQueries } from './session-roles.queries';
import { SessionRoles } from './session-roles.service';
import { SessionsController, TopicsController } from './sessions.controller';
import { SessionsQueries } from './sessions.queries';
import { SessionsService } from './sessions.service';
import { Topic } from './topic.entity';
import { TopicsService } from './topics.service';
import { WallTimes } from './wall-times.service';

/**
 * Topics and sessions as a draft, what is wrong with it, and the numbered releases that people see.
 * Owns: topics, programme_sessions, session_topics, session_roles, session_items, session_categories, availabilities,
 * releases, release_sessions, release_roles. Tells `programme.released` and `session-role.changed`; hears the latter
 * itself, to write to the persons.
 */
@Module({
  imports: [
    CommunicationsModule,
    TypeOrmModule.forFeature([
      Topic,
      ProgrammeSession,
      SessionTopic,
      SessionRole,
      SessionCategory,
      SessionItem,
      Availability,
      Release,
      ReleaseSession,
      ReleaseRole,
    ]),
  ],
  controllers: [
    TopicsController,
    SessionsController,
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
    SessionRolesQueries,
    SessionRoleAnswers,
    SessionRoleNotices,
    SessionRoleFacts,
    SessionsQueries,
    PlanningQueries,
    Participation,
    WallTimes,
    ReleasesService,
    ProgrammeQueries,
  ],
  exports: [ProgrammeQueries, Participation, SessionRoleAnswers],
})
export class ProgrammeModule {}
