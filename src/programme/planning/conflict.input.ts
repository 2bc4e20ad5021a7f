import { EnumField, IdField } from '../../platform/http/fields';
import { conflictCodes, severities } from '../programme.rules';

export class ConflictQuery {
  @EnumField(severities, {
    description: 'Only those that block a release (`hard`), or only those that warn (`soft`).',
    name: 'ConflictSeverity',
    optional: true,
  })
  severity?: string;

  @EnumField(conflictCodes, { description: 'Only of this kind.', name: 'ConflictCode', optional: true })
  code?: string;

  @IdField({ description: 'Only those that concern this session.', optional: true })
  sessionId?: string;
}
