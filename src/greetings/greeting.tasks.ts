import { Injectable } from '@nestjs/common';
import { TaskSources, type TaskSource } from '../events/tasks/task-sources.service';
import { textCircle } from './greeting.circle';

/** What of messages of greetings waits for those who work on them; nobody else sees that there is one. */
@Injectable()
export class GreetingTasks {
  constructor(tasks: TaskSources) {
    tasks.register(
      {
        kind: 'greeting.awaited',
        means: 'The message is awaited: ask the contact when its deadline is near.',
        roles: textCircle,
        from: `greetings g WHERE g.state IN ('requested', 'promised')`,
        columns: {
          eventId: 'g.event_id',
          id: 'g.id',
          title: 'g.author_name',
          since: 'coalesce(g.requested_at, g.created_at)',
          dueAt: 'g.due_at',
        },
        path: 'greetings/{id}',
        transitions: true,
      },
      {
        kind: 'translation.draft',
        means: 'Translate the message.',
        roles: textCircle,
        ...translations(`'requested', 'outdated'`, 'translator_id'),
        path: 'greetings/{parent}/translations/{id}',
        transitions: true,
      },
      {
        kind: 'translation.check',
        means: 'Check the translation; somebody else drafted it.',
        roles: textCircle,
        ...translations(`'drafted'`, 'checker_id'),
        path: 'greetings/{parent}/translations/{id}',
        transitions: true,
      },
      {
        kind: 'translation.approve',
        means: 'Approve the translation or give it back with remarks.',
        roles: textCircle,
        ...translations(`'checked'`),
        path: 'greetings/{parent}/translations/{id}',
        transitions: true,
      },
    );
  }
}

/** Translations in these states; a translator sees those for which they are named, and no other. */
const translations = (
  states: string,
  named?: 'translator_id' | 'checker_id',
): Pick<TaskSource, 'from' | 'columns'> => ({
  from: `greeting_translations t JOIN greetings g ON g.id = t.greeting_id
         WHERE t.state IN (${states}) AND g.state NOT IN ('declined', 'withdrawn')`,
  columns: {
    eventId: 't.event_id',
    id: 't.id',
    parentId: 't.greeting_id',
    title: `concat(g.author_name, ' (', t.language, ')')`,
    since: 't.updated_at',
    dueAt: 't.due_at',
    ...(named === undefined ? {} : { assignees: `ARRAY[t.${named}]` }),
  },
});
