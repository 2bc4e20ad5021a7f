import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { AgendaChanges, agendasPerStep, type Concerned } from './agenda-changes.service';
import { toContentView, type AgendaChangesView, type AgendaChangesOfPersonView } from './agenda-changes.view';
import { contentOf } from './agenda-entry.rules';
import { AgendaEntries } from './agenda-entries.service';
import { AgendaWatches } from './agenda-watch.service';

/** Agendas that are compared at most to answer what would go out. */
const mostCompared = 2000;

/** People whose differences are shown. */
const samples = 10;

/** What would be told, to whom, and when. */
@Injectable()
export class AgendaChangesQueries {
  constructor(
    private readonly changes: AgendaChanges,
    private readonly entries: AgendaEntries,
    private readonly watches: AgendaWatches,
  ) {}

  async changesOf(event: EventScope): Promise<AgendaChangesView> {
    const [watch, told] = await Promise.all([this.watches.watch(event.id), this.entries.countTold(event.id)]);
    let compared = 0;
    let count = 0;
    const sample: Concerned[] = [];
    for (let afterId: string | undefined; compared < mostCompared;) {
      const step = await this.changes.preview(event, afterId);
      compared += step.compared;
      count += step.concerned.length;
      sample.push(...step.concerned.slice(0, samples - sample.length));
      if (step.compared < agendasPerStep) break;
      afterId = step.lastId;
    }
    return {
      version: watch.version,
      enabled: watch.enabled,
      quietMinutes: watch.quietMinutes,
      held: watch.held,
      firstChangedAt: watch.firstChangedAt?.toISOString() ?? null,
      lastChangedAt: watch.lastChangedAt?.toISOString() ?? null,
      dueAt: this.watches.dueAt(event, watch)?.toISOString() ?? null,
      told: Math.max(told, compared),
      compared,
      concerned: count,
      sample: await this.views(event.id, sample),
    };
  }

  private async views(eventId: string, sample: readonly Concerned[]): Promise<AgendaChangesOfPersonView[]> {
    const contents = await this.entries.contents(
      eventId,
      sample.flatMap(({ differences }) => differences.flatMap(({ was }) => was?.fingerprint ?? [])),
    );
    return sample.map(({ registrationId, recipient, differences }) => ({
      registrationId,
      name: recipient.name,
      locale: recipient.locale,
      differences: differences.map(({ kind, subjectId, sequence, was, item }) => {
        const before = was && !was.cancelled ? contents.get(was.fingerprint) : undefined;
        return {
          difference: !item ? 'gone' : before ? 'changed' : 'new',
          kind,
          subjectId,
          sequence,
          before: before ? toContentView(before) : null,
          after: item ? toContentView(contentOf(item)) : null,
        };
      }),
    }));
  }
}
