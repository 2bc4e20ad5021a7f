import { BooleanField, TextField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';

export class TaskListQuery extends PageQuery {
  @TextField({
    description: 'Only these kinds of tasks.',
    list: 30,
    optional: true,
    example: ['registration.review'],
  })
  kind?: string[];

  @BooleanField({ description: 'Only those whose deadline has passed.', optional: true })
  overdue?: boolean;
}
