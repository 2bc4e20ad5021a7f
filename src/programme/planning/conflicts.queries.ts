import { Injectable } from '@nestjs/common';
import type { ConflictQuery } from './conflict.input';
import { findConflicts, inWords, type Finding } from './conflict.rules';
import {
  countsOf,
  listedConflicts,
  toConflictView,
  type ConflictsView,
  type ConflictView,
} from './conflict.view';
import { surroundingsOf, type Surroundings } from './planning.rules';
import { PlanningQueries } from './planning.queries';
import { waysOut } from './way-out.rules';

/** Puts findings into words, each with a way out, where there is one. */
export function described(findings: readonly Finding[], around: Surroundings): ConflictView[] {
  const wayOut = waysOut(around.planning, around);
  return inWords(findings, around.planning).map((conflict) => toConflictView(conflict, wayOut(conflict)));
}

/** Reads of what is wrong with the draft. */
@Injectable()
export class ConflictsQueries {
  constructor(private readonly planning: PlanningQueries) {}

  /** What is wrong with the draft of an event. Only what is listed is put into words and given a way out. @throws 404 */
  async list(eventId: string, { severity, code, sessionId }: ConflictQuery): Promise<ConflictsView> {
    const around = surroundingsOf(await this.planning.load(eventId));
    const findings = findConflicts(around.planning, around);
    const session = sessionId?.toLowerCase();
    const asked = findings.filter(
      (finding) =>
        (severity === undefined || finding.severity === severity) &&
        (code === undefined || finding.code === code) &&
        (session === undefined || finding.sessions.includes(session)),
    );
    const hard = findings.filter((finding) => finding.severity === 'hard').length;
    return {
      items: described(asked.slice(0, listedConflicts), around),
      total: asked.length,
      hard,
      soft: findings.length - hard,
      counts: countsOf(findings),
    };
  }
}
