import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PeopleModule } from '../people/people.module';
import { CommunicationsModule } from '../communications/communications.module';
import { ProgrammeController, ReleasesController, ReleaseTransitionController } from './programme.controller';
import { ProgrammeEdition } from './programme.edition';
import { ProgrammeQueries } from './programme.queries';
import { Release, ReleaseAttendee, ReleaseRole, ReleaseSession } from './releases/release.entity';
import { ReleasesService } from './releases/releases.service';
import { AvailabilitiesController } from './planning/availabilities.controller';
import { AvailabilitiesQueries } from './planning/availabilities.queries';
import { AvailabilitiesService } from './planning/availabilities.service';
import { Availability } from './planning/availability.entity';
import { ConflictsQueries } from './planning/conflicts.queries';
import { Solver } from '../platform/solver/solver';
import { Participation } from './planning/participation.service';
import { PlacementProposal } from './placement/placement.entity';
import { PlacementsController, PlacementTransitionController } from './placement/placements.controller';
import { PlacementsQueries } from './placement/placements.queries';
import { PlacementsService } from './placement/placements.service';
import { PlanningQueries } from './planning/planning.queries';
import {
  ProgrammeSession,
  SessionCategory,
  SessionItem,
  SessionRole,
  SessionTopic,
} from './sessions/session.entity';
import { ReleaseFile, SessionDocument } from './documents/session-document.entity';
import {
  ReleasedDocumentsController,
  SessionDocumentsController,
} from './documents/session-documents.controller';
import { SessionDocumentsQueries } from './documents/session-documents.queries';
import { SessionDocumentsService } from './documents/session-documents.service';
import { SessionRolesController, SessionRoleTransitionController } from './roles/session-roles.controller';
import { RoleDeadlines } from './roles/role-deadlines.queries';
import { SessionRoleAnswers } from './roles/session-role-answers.service';
import { SessionRoleNotices } from './roles/session-role-notices.service';
import { SessionRoleFacts } from './roles/session-roles.facts';
import { SessionRolesQueries } from './roles/session-roles.queries';
import { SessionRoles } from './roles/session-roles.service';
import { SessionsController, TopicsController } from './sessions/sessions.controller';
import { SessionsQueries } from './sessions/sessions.queries';
import { SessionsService } from './sessions/sessions.service';
import { ProgrammeFilesController } from './files/programme-files.controller';
import { ProgrammeFilesQueries } from './files/programme-files.queries';
import { ProgrammeShift } from './planning/shift.entity';
import { ShiftsController } from './planning/shifts.controller';
import { ShiftsService } from './planning/shifts.service';
import { Topic } from './sessions/topic.entity';
import { TopicsService } from './sessions/topics.service';
import { VisibleReleases } from './releases/visible-releases.queries';
import { WallTimes } from './planning/wall-times.service';

/**
 * Topics and sessions as a draft, what is wrong with it, and the numbered releases that people see.
 * Owns: topics, programme_sessions, session_topics, session_roles, session_items, session_categories, session_documents,
 * availabilities, programme_shifts, placements, releases, release_sessions, release_roles, release_files, release_attendees.
 * Tells `programme.released` and `session-role.changed`; hears the latter itself, to write to the persons.
 */
@Module({
  imports: [
    PeopleModule,
    CommunicationsModule,
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
      ProgrammeShift,
      PlacementProposal,
    ]),
  ],
  controllers: [
    TopicsController,
    SessionsController,
    SessionDocumentsController,
    ReleasedDocumentsController,
    SessionRolesController,
    SessionRoleTransitionController,
    AvailabilitiesController,
    ProgrammeController,
    ProgrammeFilesController,
    ShiftsController,
    PlacementsController,
    PlacementTransitionController,
    ReleasesController,
    ReleaseTransitionController,
  ],
  providers: [
    TopicsService,
    SessionsService,
    SessionRoles,
    SessionDocumentsService,
    SessionDocumentsQueries,
    SessionRolesQueries,
    RoleDeadlines,
    SessionRoleAnswers,
    SessionRoleNotices,
    SessionRoleFacts,
    SessionsQueries,
    PlanningQueries,
    Participation,
    AvailabilitiesService,
    AvailabilitiesQueries,
    ConflictsQueries,
    ShiftsService,
    WallTimes,
    Solver,
    PlacementsService,
    PlacementsQueries,
    ReleasesService,
    ProgrammeQueries,
    VisibleReleases,
    ProgrammeFilesQueries,
    ProgrammeEdition,
  ],
  exports: [ProgrammeQueries, PlanningQueries, Participation, SessionRoleAnswers, RoleDeadlines, Solver],
})
export class ProgrammeModule {}
