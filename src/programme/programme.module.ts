import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProgrammeController, ReleasesController, ReleaseTransitionController } from './programme.controller';
import { ProgrammeQueries } from './programme.queries';
import { Release, ReleaseRole, ReleaseSession } from './release.entity';
import { ReleasesService } from './releases.service';
import { AvailabilitiesController } from './availabilities.controller';
import { AvailabilitiesQueries } from './availabilities.queries';
import { AvailabilitiesService } from './availabilities.service';
import { Availability } from './availability.entity';
import { ConflictsQueries } from './conflicts.queries';
import { Participation } from './participation.service';
import { PlanningQueries } from './planning.queries';
import { ProgrammeSession, SessionCategory, SessionItem, SessionRole, SessionTopic } from './session.entity';
import { SessionRolesController, SessionRoleTransitionController } from './session-roles.controller';
import { SessionRoles } from './session-roles.service';
import { SessionsController, TopicsController } from './sessions.controller';
import { SessionsQueries } from './sessions.queries';
import { SessionsService } from './sessions.service';
import { ProgrammeShift } from './shift.entity';
import { ShiftsController } from './shifts.controller';
import { ShiftsService } from './shifts.service';
import { Topic } from './topic.entity';
import { TopicsService } from './topics.service';
import { WallTimes } from './wall-times.service';

/**
 * Topics and sessions as a draft, what is wrong with it, and the numbered releases that people see.
 * Owns: topics, programme_sessions, session_topics, session_roles, session_items, session_categories, availabilities,
 * programme_shifts, releases, release_sessions, release_roles. Tells `programme.released` and `session-role.changed`; hears nothing.
 */
@Module({
  imports: [
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
      ProgrammeShift,
    ]),
  ],
  controllers: [
    TopicsController,
    SessionsController,
    SessionRolesController,
    SessionRoleTransitionController,
    AvailabilitiesController,
    ProgrammeController,
    ShiftsController,
    ReleasesController,
    ReleaseTransitionController,
  ],
  providers: [
    TopicsService,
    SessionsService,
    SessionRoles,
    SessionsQueries,
    PlanningQueries,
    Participation,
    AvailabilitiesService,
    AvailabilitiesQueries,
    ConflictsQueries,
    ShiftsService,
    WallTimes,
    ReleasesService,
    ProgrammeQueries,
  ],
  exports: [ProgrammeQueries, Participation],
})
export class ProgrammeModule {}
