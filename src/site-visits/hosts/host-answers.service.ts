import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { currentPrincipal, type Principal } from '../../platform/http/request-context';
import type { RefusalCode } from './clearance.input';

export type Answer = 'clear' | 'refuse' | 'ask' | 'reply' | 'reinstate';

/** SQL: what was said last of the person who has a booking `b` now, by the registration `r`; at most one row. */
export const lastWord = `SELECT a.id, a.answer, a.code, a.remark, a.by_host, a.by_name, a.at FROM host_answers a
  WHERE a.booking_id = b.id AND a.person_id = r.person_id ORDER BY a.id DESC LIMIT 1`;

/** SQL: the host has asked something about whoever has a booking `b` by the registration `r`, and nobody has replied. */
export const openQuestion = `COALESCE((SELECT w.answer = 'ask' FROM (${lastWord}) w), false)`;

/** Keeps what is said of people between hosts and coordinators, apart from every record that others read. */
@Injectable()
export class HostAnswers {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Writes one thing that was said of the people who have these bookings now, by one statement. */
  async keep(
    answer: Answer,
    bookingIds: readonly string[],
    said: { readonly code?: RefusalCode | undefined; readonly remark?: string | undefined },
    by: Principal = currentPrincipal(),
  ): Promise<void> {
    await this.db.query(
      `INSERT INTO host_answers (id, event_id, booking_id, person_id, answer, code, remark, by_host, by_name, at)
       SELECT said.id, b.event_id, b.id, r.person_id, $3, $4, $5, $6, $7, $8
         FROM unnest($1::uuid[], $2::uuid[]) AS said (id, booking_id)
         JOIN bookings b ON b.id = said.booking_id JOIN registrations r ON r.id = b.registration_id`,
      [
        bookingIds.map(() => newId()),
        bookingIds,
        answer,
        said.code ?? null,
        said.remark ?? null,
        isHost(by),
        by.name,
        this.clock.now(),
      ],
    );
  }
}

/** Whether somebody at a host acts, by their link. */
export const isHost = (principal: Principal): boolean =>
  principal.kind === 'link' && principal.roles.includes('host_contact');
