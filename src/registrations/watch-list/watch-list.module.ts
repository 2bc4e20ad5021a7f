import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Comparisons } from './comparisons.service';
import { DocumentDigests } from './document-digests.service';
import {
  WatchListEntry,
  WatchListLook,
  WatchListMatch,
  WatchListName,
  WatchListQueued,
} from './watch-list.entity';
import {
  WatchListEntriesController,
  WatchListMatchesController,
  WatchListMatchTransitionController,
} from './watch-list.controller';
import { WatchListQueries } from './watch-list.queries';
import { WatchList } from './watch-list.service';
import { WatchListDecisions } from './watch-list-decisions.service';

/**
 * Who is like somebody on a list that only officers of security see. Owns: watch_list_entries, watch_list_names,
 * watch_list_matches, watch_list_looks, watch_list_queue. Tells `registration.cleared`.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([WatchListEntry, WatchListName, WatchListMatch, WatchListLook, WatchListQueued]),
  ],
  controllers: [WatchListEntriesController, WatchListMatchesController, WatchListMatchTransitionController],
  providers: [WatchList, WatchListQueries, WatchListDecisions, Comparisons, DocumentDigests],
})
export class WatchListModule {}
