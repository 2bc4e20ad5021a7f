import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Headers,
  Injectable,
  Post,
  Query,
  Sse,
  StreamableFile,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
  type MessageEvent,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Observable } from 'rxjs';
import { CurrentEvent, type EventScope, type ScopedRequest } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation, readId } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { BoardFeed } from './board-feed.service';
import { departureListExplained, DepartureLists } from './departure-lists.service';
import { HeadcountBatchInput, HeadcountInput, HeadcountQuery, PassengerQuery } from './headcount.input';
import {
  explainWords,
  headcountReasons,
  headcountWarnings,
  mostSkewMs,
  oldestHours,
  pointsExplained,
} from './headcount.rules';
import { BoardView, HeadcountBatchView, HeadcountEntryView, PassengerView } from './headcount.view';
import { HeadcountsQueries } from './headcounts.queries';
import { HeadcountsService } from './headcounts.service';

const countHeads = definePermission('headcounts.change', [
  ...organisers,
  'visit_coordinator',
  'transport_marshal',
]);

const words = `Reasons:\n\n${explainWords(headcountReasons)}\n\nWarnings:\n\n${explainWords(headcountWarnings)}`;

/** Proxies cut connections on which nothing is said for long. */
const heartbeatMs = 15_000;

/** A stream that has begun cannot be refused any more, so this is asked before its handler. */
@Injectable()
export class DepartureGuard implements CanActivate {
  constructor(private readonly queries: HeadcountsQueries) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { eventScope, params } = context.switchToHttp().getRequest<ScopedRequest>();
    await this.queries.board(eventScope!.id, readId((params as { id: string }).id));
    return true;
  }
}

@ApiTags('Headcounts')
@Controller('api/v1/events/:event/departures/:id')
export class HeadcountsController {
  constructor(
    private readonly headcounts: HeadcountsService,
    private readonly queries: HeadcountsQueries,
    private readonly lists: DepartureLists,
    private readonly feed: BoardFeed,
  ) {}

  @Post('headcounts')
  @Operation({
    summary: 'Count somebody: on board, at the gate, on board again',
    description: `Points: ${pointsExplained}. By the badge, the code, or the booking of somebody who was found by name. Whoever is seen anywhere is on board, also when they were thought not to have come. At each point the first sighting counts; a later one, by whichever phone, is recorded and changes nothing. The same \`clientId\` again answers what stands on record. A refusal is recorded and says why in \`reason\`, and in \`elsewhere\` where the person belongs.\n\n${words}`,
    access: countHeads,
    answer: HeadcountEntryView,
    status: 201,
    fails: [404, 409, 422],
  })
  async count(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Body() body: HeadcountInput,
  ): Promise<HeadcountEntryView> {
    return this.headcounts.count(event, departureId, body, currentPrincipal());
  }

  @Post('headcounts/batch')
  @Operation({
    summary: 'Hand in what a phone counted while it was offline',
    description: `Up to 500 scans, taken over all together or not at all, whatever their order and whoever hands in first: at each point the earliest sighting of a person counts. By \`sentAt\` the times of the phone are put right; a clock that is more than ${mostSkewMs / 60_000} minutes wrong is refused, with the time here in \`serverTime\`. Scans may be up to ${oldestHours} hours old. Each \`clientId\` counts once, so a batch can be sent again after a lost answer.\n\n${words}`,
    access: countHeads,
    answer: HeadcountBatchView,
    status: 200,
    fails: [404, 422],
  })
  async batch(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Body() body: HeadcountBatchInput,
  ): Promise<HeadcountBatchView> {
    return this.headcounts.merge(event, departureId, body, currentPrincipal());
  }

  @Get('headcounts/records')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Every scan of a departure: who was seen where, when and by whom, and who was refused',
    access: countHeads,
    answer: pageOf(HeadcountEntryView),
  })
  async records(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Query() query: HeadcountQuery,
  ): Promise<Page<HeadcountEntryView>> {
    return this.queries.list(event.id, departureId, query);
  }

  @Get('headcounts/:headcountId')
  @Operation({ summary: 'One scan of a departure', access: countHeads, answer: HeadcountEntryView })
  async record(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('headcountId') id: string,
  ): Promise<HeadcountEntryView> {
    return this.queries.entry(event.id, departureId, id);
  }

  @Delete('headcounts/:headcountId')
  @Operation({
    summary: 'Take back that somebody was counted',
    description:
      'It stays on record and counts no more. Another sighting of the person at the point counts then, if there is one; whom nobody else saw is not on board any more.',
    access: countHeads,
  })
  async undo(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('headcountId') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.headcounts.undo(event, departureId, id, version, currentPrincipal());
  }

  @Get('passengers')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Those who go: to find somebody by name or code',
    description: 'As much of each as a marshal needs, and no more.',
    access: countHeads,
    answer: pageOf(PassengerView),
  })
  async passengers(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Query() query: PassengerQuery,
  ): Promise<Page<PassengerView>> {
    return this.queries.passengers(event.id, departureId, query);
  }

  @Get('passengers/offline')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'The signed list with which a phone counts offline',
    description: departureListExplained,
    access: countHeads,
    answer: { mediaType: 'application/x-ndjson', description: 'JSON lines, the last of which is the seal.' },
    fails: [409],
  })
  async offline(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.lists.list(event.id, departureId), {
      type: 'application/x-ndjson; charset=utf-8',
      disposition: `attachment; filename="departure-${departureId}.ndjson"`,
    });
  }

  @Get('board')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'The board: how many were counted on each coach, and who is missing now',
    access: countHeads,
    answer: BoardView,
  })
  async board(@CurrentEvent() event: EventScope, @IdParam('id') departureId: string): Promise<BoardView> {
    return (await this.queries.board(event.id, departureId)).board;
  }

  @Sse('board/stream')
  @UseGuards(DepartureGuard)
  @Operation({
    summary: 'The board as server-sent events',
    description:
      'Begins with the board as it is now, then tells it whenever it has changed (several quick changes as one). The data of each event is a board; its id says which. After a break, connect again with `Last-Event-ID`: whoever has the present board already is told the next change only.',
    access: countHeads,
    answer: { mediaType: 'text/event-stream', description: 'One event for each change.' },
  })
  stream(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Headers('last-event-id') lastEventId: string | undefined,
  ): Observable<MessageEvent> {
    return new Observable((subscriber) => {
      let told = lastEventId;
      let stop: (() => void) | undefined;
      const begin = async (): Promise<void> => {
        stop = await this.feed.watch(event.id, departureId, (id, board) => {
          if (id === told) return;
          told = id;
          subscriber.next({ id, data: board });
        });
        if (subscriber.closed) stop();
      };
      begin().catch((error: unknown) => subscriber.error(error));
      const heartbeat = setInterval(() => subscriber.next({ comment: 'still here' }), heartbeatMs);
      return () => {
        clearInterval(heartbeat);
        stop?.();
      };
    });
  }
}
