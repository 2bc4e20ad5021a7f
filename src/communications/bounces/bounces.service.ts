import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { actingFor, currentRequest, systemPrincipal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { Sweeper } from '../../platform/workflow/sweeper';
import { AddressBlocks } from '../blocks/address-blocks.service';
import { addressKey } from '../mail-domain';
import type { MessageState } from '../message.entity';
import { messageWorkflow } from '../message.workflow';
import { readBounce } from './bounce-reader';
import {
  detailOf,
  severityOf,
  type BounceKind,
  type BounceReport,
  type BounceSeverity,
} from './bounce.rules';
import type { BounceOutcomeView } from './bounce.view';

const dayMs = 86_400_000;

/** A report that names no message is one of a mail that went to the address within so many days. */
const matchedWithin = 5 * dayMs;

/** So many different mails that came back within so many days block an address for a time. */
const softBounces = { mails: 3, within: 30 * dayMs, blockedFor: 14 * dayMs };

/** How long a report is kept that has no event, and after the end of the event, in days. */
const keptDays = 90;

interface ReportedMessage extends Record<string, unknown> {
  readonly id: string;
  readonly event_id: string;
  readonly state: MessageState;
  readonly email: string;
}

interface Matched {
  readonly message: ReportedMessage;
  /** Whether the report proves that it comes from where the mail was: an address alone can be written by anybody. */
  readonly proven: boolean;
}

interface BounceRow extends Record<string, unknown> {
  readonly id: string;
  readonly kind: BounceKind;
  readonly severity: BounceSeverity | null;
  readonly message_id: string | null;
  readonly proven: boolean;
  readonly detail: string;
}

/** Takes reports of mails that did not arrive, and draws the conclusions. */
@Injectable()
export class Bounces {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly blocks: AddressBlocks,
    sweeper: Sweeper,
  ) {
    sweeper.register('communications.bounces', () => this.applyWaiting());
    sweeper.register('communications.old-bounces', (now) => this.forget(now));
  }

  /** Takes one report, as it came. The same one a second time changes nothing, and is answered alike. */
  async take(raw: Buffer): Promise<BounceOutcomeView> {
    const digest = createHash('sha256').update(raw).digest('base64url');
    const report = await readBounce(raw);
    return this.db.transaction(async () => {
      const matched = report.kind === 'other' ? undefined : await this.match(report);
      const row: BounceRow = {
        id: newId(),
        kind: report.kind,
        message_id: matched?.message.id ?? null,
        proven: matched?.proven ?? false,
        ...judged(report, matched),
      };
      const { rowCount } = await this.db.execute(
        `INSERT INTO mail_bounces (id, version, created_at, updated_at, digest, kind, severity, message_id, event_id, proven, detail)
         VALUES ($1, 1, $2, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT ON CONSTRAINT mail_bounces_once DO NOTHING`,
        [
          row.id,
          this.clock.now(),
          digest,
          row.kind,
          row.severity,
          row.message_id,
          matched?.message.event_id ?? null,
          row.proven,
          row.detail,
        ],
      );
      if (rowCount === 0) {
        const first = await this.db.one<BounceRow>(
          'SELECT id, kind, severity, message_id, proven, detail FROM mail_bounces WHERE digest = $1',
          [digest],
        );
        return outcomeOf(first!, true);
      }
      if (matched) await this.apply(row, matched.message);
      return outcomeOf(row, false);
    });
  }

  /** Finds the message, locked. */
  private async match({ messageIds, returnedTo, recipients }: BounceReport): Promise<Matched | undefined> {
    const ids = [...returnedTo, ...messageIds.map((header) => header.slice(1, 37).toLowerCase())];
    const named = await this.db.query<ReportedMessage & { message_id_header: string }>(
      `SELECT id, event_id, state, email, message_id_header FROM messages WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`,
      [ids],
    );
    const byReturn = returnedTo.map((id) => named.find((message) => message.id === id));
    const byHeader = messageIds.map((header) =>
      named.find(({ message_id_header }) => message_id_header.toLowerCase() === header.toLowerCase()),
    );
    const message = [...byReturn, ...byHeader].find((one) => one !== undefined);
    if (message) return { message, proven: true };
    const addresses = recipients.flatMap(({ original, final }) =>
      [original, final].flatMap((one) => one ?? []),
    );
    if (addresses.length === 0) return undefined;
    const since = new Date(this.clock.now().getTime() - matchedWithin);
    const written = await this.db.query<ReportedMessage>(
      `SELECT id, event_id, state, email FROM messages
        WHERE lower(email) = ANY ($1::text[]) AND sent_at > $2 AND state = 'sent' ORDER BY id LIMIT 2 FOR UPDATE`,
      [addresses.map((address) => addressKey(address)), since],
    );
    return written.length === 1 ? { message: written[0]!, proven: false } : undefined;
  }

  /** Draws the conclusions; the program does that, not whoever handed the report in. */
  private apply(row: BounceRow, message: ReportedMessage): Promise<void> {
    const request = currentRequest();
    const work = (): Promise<void> => this.conclude(row, message);
    return request ? actingFor(systemPrincipal, request, work) : work();
  }

  private async conclude(row: BounceRow, message: ReportedMessage): Promise<void> {
    const { kind, detail } = row;
    const { id, event_id: scopeId, state } = message;
    // A process may just be sending it, or have died before it had written down that it had.
    if (state === 'queued' || state === 'pending') return;
    if (kind === 'failed') {
      if (state === 'sent')
        await this.engine.apply(messageWorkflow, id, {
          transition: 'bounce',
          comment: detail,
        });
      await this.block(row, message);
    } else {
      const note = kind === 'delayed' ? 'report_delay' : 'report_complaint';
      await this.engine.note(messageWorkflow, { id, scopeId, state }, { name: note, comment: detail });
      if (kind === 'complaint' && row.proven)
        await this.blocks.block({
          eventId: scopeId,
          address: message.email,
          reason: 'complaint',
          covers: 'optional',
          detail,
          messageId: id,
        });
    }
    await this.db.query(
      'UPDATE mail_bounces SET applied_at = $2, updated_at = $2, version = version + 1 WHERE id = $1',
      [row.id, this.clock.now()],
    );
  }

  private async block(
    { severity, proven, detail }: BounceRow,
    { id, event_id: eventId, email }: ReportedMessage,
  ): Promise<void> {
    const address = { eventId, address: email, covers: 'all', detail, messageId: id } as const;
    if (severity === 'hard' && proven) {
      await this.blocks.block({ ...address, reason: 'hard_bounce' });
      return;
    }
    const now = this.clock.now().getTime();
    const counted = await this.db.one<{ mails: number }>(
      `SELECT count(DISTINCT m.id)::integer AS mails FROM mail_bounces b JOIN messages m ON m.id = b.message_id
        WHERE b.event_id = $1 AND b.kind = 'failed' AND b.created_at > $3 AND lower(m.email) = lower($2)`,
      [eventId, email, new Date(now - softBounces.within)],
    );
    if (counted!.mails >= softBounces.mails)
      await this.blocks.block({
        ...address,
        reason: 'soft_bounces',
        lapsesAt: new Date(now + softBounces.blockedFor),
      });
  }

  /** Applies reports that came before their message stood as sent. */
  private async applyWaiting(): Promise<number> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT b.id FROM mail_bounces b JOIN messages m ON m.id = b.message_id
        WHERE b.applied_at IS NULL AND b.message_id IS NOT NULL AND m.state NOT IN ('pending', 'queued') ORDER BY b.id LIMIT 200`,
    );
    for (const { id } of rows)
      await this.db.transaction(async () => {
        const row = await this.db.one<BounceRow>(
          `SELECT id, kind, severity, message_id, proven, detail FROM mail_bounces WHERE id = $1 AND applied_at IS NULL FOR UPDATE SKIP LOCKED`,
          [id],
        );
        const message =
          row &&
          (await this.db.one<ReportedMessage>(
            'SELECT id, event_id, state, email FROM messages WHERE id = $1 FOR UPDATE',
            [row.message_id],
          ));
        if (row && message) await this.apply(row, message);
      });
    return rows.length;
  }

  private async forget(now: Date): Promise<number> {
    const { rowCount } = await this.db.execute(
      `DELETE FROM mail_bounces WHERE id IN (
         SELECT b.id FROM mail_bounces b LEFT JOIN events e ON e.id = b.event_id
          WHERE b.created_at < $1 AND (e.id IS NULL OR (e.end_date + 1)::timestamp AT TIME ZONE e.time_zone < $1)
          LIMIT 200 FOR UPDATE OF b SKIP LOCKED)`,
      [new Date(now.getTime() - keptDays * dayMs)],
    );
    return rowCount ?? 0;
  }
}

/** What a report says of the recipient of ours. */
function judged(
  report: BounceReport,
  matched: Matched | undefined,
): { severity: BounceSeverity | null; detail: string } {
  const key = matched && addressKey(matched.message.email);
  const isOurs = (address: string | undefined): boolean =>
    key !== undefined && address !== undefined && addressKey(address) === key;
  const ours = report.recipients.find(({ final, original }) => isOurs(final) || isOurs(original));
  const said = ours ?? report.recipients[0] ?? { final: undefined, status: undefined, diagnostic: '' };
  const detail = detailOf(said);
  if (report.kind !== 'failed') return { severity: null, detail };
  const severity = severityOf(said);
  // Another address than ours: it was passed on, and what is at fault is where it was passed on to.
  const elsewhere = matched !== undefined && said.final !== undefined && !isOurs(said.final);
  return { severity: elsewhere ? 'soft' : severity, detail };
}

function outcomeOf(row: BounceRow, repeated: boolean): BounceOutcomeView {
  const outcome = row.kind === 'other' ? 'ignored' : row.message_id === null ? 'unmatched' : row.kind;
  return { outcome, severity: row.severity, repeated };
}
