import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config';
import { AddressBlocks } from './blocks/address-blocks.service';
import { AddressBlocksQueries, type BlockInForce } from './blocks/address-blocks.queries';
import { isUnknownAddress } from './bounces/bounce.rules';
import { Composer, type MessageOfKind } from './composer.service';
import { isAllowed } from './mail-domain';
import { MailTransport } from './mail-transport';
import { MailPreferences } from './preferences/mail-preferences.service';

/** Why a message is not for whom it is addressed to. */
export interface NotForThem {
  readonly reason: string;
  /** Whether somebody on the staff has to see to it. */
  readonly needsSomebody: boolean;
}

/** Decides whether an address may be written to, and whether its reader wants it. */
@Injectable()
export class Addressees {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly transport: MailTransport,
    private readonly composer: Composer,
    private readonly preferences: MailPreferences,
    private readonly blocks: AddressBlocksQueries,
    private readonly blocking: AddressBlocks,
  ) {}

  /** Which of these messages are to be withheld, and why; asks the database once for blocks and once for choices. */
  async withheld(messages: readonly MessageOfKind[]): Promise<Map<string, NotForThem>> {
    const optional = new Map(
      messages.flatMap((message) => {
        const topic = this.composer.notice(message.kind)?.topic;
        return topic === undefined ? [] : [[message.messageId, topic] as const];
      }),
    );
    const readerOf = (message: MessageOfKind) =>
      this.preferences.readerOf(message.eventId, message.recipient);
    const blockOf = await this.blocks.inForce(
      messages.map(({ eventId, recipient }) => ({ eventId, email: recipient.email })),
    );
    const wanting = messages.filter(({ messageId }) => optional.has(messageId));
    const refusedBy =
      wanting.length === 0 ? undefined : await this.preferences.refused(wanting.map(readerOf));
    const withheld = new Map<string, NotForThem>();
    for (const message of messages) {
      const { messageId, eventId, recipient } = message;
      const topic = optional.get(messageId);
      const block = blockOf({ eventId, email: recipient.email });
      if (!this.mayReach(recipient.email))
        withheld.set(messageId, {
          reason: 'This installation is not in production, and MAIL_ONLY_TO does not name the address.',
          needsSomebody: false,
        });
      else if (block && (block.covers === 'all' || topic !== undefined))
        withheld.set(messageId, { reason: sentence(block), needsSomebody: block.covers === 'all' });
      else if (topic !== undefined && refusedBy?.(readerOf(message)).has(topic))
        withheld.set(messageId, {
          reason: `The person does not want mails of this kind (${topic}).`,
          needsSomebody: false,
        });
    }
    return withheld;
  }

  /** Hears that a server has refused a mail at once; an address that it says does not exist is blocked. */
  async refused({ eventId, messageId, recipient }: MessageOfKind, answer: string): Promise<void> {
    if (!isUnknownAddress(answer)) return;
    await this.blocking.block({
      eventId,
      address: recipient.email,
      reason: 'hard_bounce',
      covers: 'all',
      detail: answer,
      messageId,
    });
  }

  /** The wall: outside production a real server gets only what is for those who are named. */
  private mayReach(email: string): boolean {
    const { nodeEnv, mailOnlyTo } = this.config;
    return nodeEnv === 'production' || !this.transport.goesOut || isAllowed(email, mailOnlyTo ?? []);
  }
}

const why = {
  hard_bounce: 'a server said that it cannot be delivered to',
  soft_bounces: 'mails to it came back several times',
  complaint: 'its reader reported a mail as unwanted',
  staff: 'somebody on the staff said so',
} as const;

function sentence({ reason, detail, since }: BlockInForce): string {
  return `The address is blocked since ${since.toISOString().slice(0, 10)}, because ${why[reason]}: ${detail}`;
}
